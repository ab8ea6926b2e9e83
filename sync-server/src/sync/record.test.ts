import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factKey, foldRecord } from '@hazri/domain';
import { makeDemoRandom } from '../demo/demo-random.ts';
import { castFor } from '../testing/random-record/cast.ts';
import { deliver } from '../testing/random-record/delivery.ts';
import { groundOf } from '../testing/random-record/ground.ts';
import { randomHistory } from '../testing/random-record/random-history.ts';
import { serverRecord } from '../testing/random-record/server-record.ts';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';
import { sessionStateOf } from './session-state.ts';

/**
 * The server works on what a flush touches; the reference fold on everything at once. Over random histories,
 * delivered in random order, grouped at random and repeated, both must come to the same record.
 */
const RUNS = Number(process.env['RECORD_RUNS'] ?? 25);
/** Makes fact ids differ between runs on the one database, also when a seed comes twice; at their end, where UUIDs keep every bit. */
let run = 0;
const played = new Set<number>();

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test(
  '[FACT1] incremental ingest comes to the record of the reference fold',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        // A history played twice in one world meets its own ids: its sessions would be another class's.
        fc.pre(!played.has(seed));
        played.add(seed);
        run += 1;
        const random = makeDemoRandom(seed);
        const who = await castFor(world, random);
        const delivery = await deliver(world, random, randomHistory(world, random, who, run), run);
        const folded = foldRecord(delivery.received, groundOf(world, who, delivery));
        const { own, judged, records } = await serverRecord(world, who);
        const { catalogue } = world.server.deps;
        const states = own.map((row) => {
          const ofClass = catalogue.classById(row.classId);
          return ofClass && sessionStateOf(row, ofClass);
        });
        expect(Object.fromEntries(states.map((state) => [state?.id, state]))).toEqual(
          Object.fromEntries(folded.sessions),
        );
        // The fold doesn't know of a scan that only a witness who doesn't count tells of; the server shows it.
        const counted = judged.filter(
          (row) => row.ownReceipt || folded.scans.has(row.key) || row.outcome === 'accepted',
        );
        const verdicts = counted.map(({ key, outcome, reason, trust, tokenTime }) => [
          key,
          { outcome, reason, trust, tokenTime },
        ]);
        // Nor does the server make a scan of a witness's receipt before it knows the session: the fact waits.
        const stated = new Set(
          delivery.received
            .filter(({ fact }) => fact.kind === 'scan')
            .map(({ author, fact }) => factKey(author, fact.id)),
        );
        const shown = [...folded.scans].filter(
          ([key, { sessionId }]) => stated.has(key) || sessionId !== null,
        );
        const expected = shown.map(([key, { verdict }]) => {
          const { outcome, reason, trust, tokenTime } = verdict;
          return [key, { outcome, reason, trust, tokenTime }];
        });
        expect(Object.fromEntries(verdicts)).toEqual(Object.fromEntries(expected));
        const left = new Map(records.map((row) => [`${row.sessionUuid} ${row.studentUuid}`, row]));
        for (const [sessionId, roster] of folded.attendance) {
          for (const [student, { status, source, at, minutesLate, trust }] of roster) {
            const row = left.get(`${sessionId} ${student}`);
            left.delete(`${sessionId} ${student}`);
            // A row exists only once there is something to say.
            if (row === undefined) expect(status).toBe('expected');
            else expect(row).toMatchObject({ status, source, at, minutesLate, trust });
          }
        }
        for (const row of left.values()) expect(['expected', 'void']).toContain(row.status);
      }),
      { numRuns: RUNS },
    );
  },
);
