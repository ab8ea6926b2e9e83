/** Faults that other tests than the simulation found on the way, and the test that keeps each away. */

export interface PinnedFault {
  readonly what: string;
  /** How it came to light. */
  readonly foundBy: string;
  /** The test's file, from the root of the workspace, */
  readonly file: string;
  /** and words of its name. */
  readonly test: string;
}

const HOSTILE = 'hostile input';
const CRASH_ROUNDS = 'server and browser killed at random moments';
const SICK_MACHINES = 'machines made sick';
const RANDOM_RECORD = 'random histories of ingest against the reference fold';

export const FOUND_ELSEWHERE: readonly PinnedFault[] = [
  {
    what: 'Half a surrogate pair in a text aborted the process when it was read back, and every restart after it.',
    foundBy: HOSTILE,
    file: 'sync-server/src/db/upsert-rows.test.ts',
    test: 'half a surrogate pair is written as U+FFFD',
  },
  {
    what: 'A staff fact that named a student by a scan’s id was woken, waited and was woken again: the server stood still for good.',
    foundBy: HOSTILE,
    file: 'packages/testing/hostile/tangled-ids.hostile.ts',
    test: 'rounds of facts with tangled ids',
  },
  {
    what: 'A fact that can’t be read was answered finally and not kept: its device forgot it and nobody had it.',
    foundBy: HOSTILE,
    file: 'sync-server/src/sync/ingest-refusals.test.ts',
    test: 'a fact that can’t be read is kept as it came',
  },
  {
    what: 'Between a commit and the reload of the catalogue a pull took the new cursor with the old class row, and never saw the new one.',
    foundBy: 'reading',
    file: 'sync-server/src/db/writer.test.ts',
    test: 'the counter is shown only after what is kept in memory followed',
  },
  {
    what: 'A typed try that was pushed out of its session left its neighbour `device_shared`; a review beside the phone’s own scan waited for ever.',
    foundBy: RANDOM_RECORD,
    file: 'sync-server/src/sync/record.test.ts',
    test: '[FACT1]',
  },
  {
    what: 'A second excuse under an approved id stretched the approval.',
    foundBy: 'reading',
    file: 'packages/domain/src/record.test.ts',
    test: 'a second excuse under an approved id changes nothing',
  },
  {
    what: 'Two people in two tabs share one cookie: facts of the first were sent in the second’s name.',
    foundBy: 'reading',
    file: 'web/src/lib/device/logging-out.test.ts',
    test: 'cookie never lends their name',
  },
  {
    what: 'After a restore a professor’s device went on with keys of a device that the server no longer knew.',
    foundBy: 'reading',
    file: 'web/src/lib/device/restored-server.test.ts',
    test: 'are fetched anew when the device had to register anew',
  },
  {
    what: 'A fact sent from memory while the database refused was not kept for a restored server, and a closing app didn’t try to store what memory held.',
    foundBy: 'putting full storage into the simulation',
    file: 'packages/sync-client/src/spill-store.test.ts',
    test: 'is sent from memory, and kept like any other when it is acknowledged',
  },
  {
    what: 'A scan made before its session was known counted as waiting for ever: after 500 of them a student’s phone could send nothing any more.',
    foundBy: CRASH_ROUNDS,
    file: 'sync-server/src/sync/ingest-waiting.test.ts',
    test: 'a scan that waited and was judged since no longer counts as waiting',
  },
  {
    what: 'The health check’s write was none, since SQLite skips an update to the same value: a disk that took no write was called well.',
    foundBy: SICK_MACHINES,
    file: 'packages/testing/sick/while-running.sick.ts',
    test: 'pushes wait, and all arrive when the limit is lifted',
  },
  {
    what: 'A request that skipped what must be retried, or only probed after a refusal, didn’t say that it left facts behind: an honest scan seemed held back.',
    foundBy: 'reading, after a simulated history',
    file: 'packages/sync-client/src/run-engine-batches.test.ts',
    test: 'a request that skips what must be retried, or only probes, says that it leaves facts behind',
  },
  {
    what: 'A connection began to be poked for a class up to a minute after the right to see it, and was not told what had changed in between.',
    foundBy: 'reading, while putting pokes into the simulation',
    file: 'sync-server/src/sync/poke-hub.test.ts',
    test: 'hears of what it missed of a scope between getting the right and its being found',
  },
  {
    what: 'With more than 5,000 facts that the server would not settle, a phone sent the next hundred of them again and again, up to 400 times a run.',
    foundBy: 'writing the test of that bound',
    file: 'packages/sync-client/src/run-engine-batches.test.ts',
    test: 'puts 5,000 facts aside at most, goes on to those behind them, and sends no other twice in a run',
  },
  {
    what: 'An app that was updated where there was no network had dropped its replica: a professor knew no class.',
    foundBy: 'reading the change that raised the replica’s version',
    file: 'web/src/lib/db/carry-over.test.ts',
    test: '[DEV1] an updated app finds what the earlier one held, with no network, and goes on from there',
  },
  {
    what: 'In WebKitGTK a camera’s picture moved on the screen and no code was ever read.',
    foundBy: 'trying the app in another engine',
    file: 'web/src/lib/platform/steady-frames.test.ts',
    test: 'are those of the screen where the browser never calls',
  },
];
