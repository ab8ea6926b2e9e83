/**
 * Faults that histories have found, each with one that shows it. While one isn't mended the sweep passes over it;
 * afterwards its history stays and must not break anything any more.
 */
import type { Act, ActKind } from './acts.ts';
import type { Plan } from './plan.ts';
import { START } from './school.ts';
import type { Violation } from './violation.ts';

export interface FoundFault {
  readonly rule: string;
  /** What the violation's message looks like, */
  readonly like: RegExp;
  /** and what the history must contain. */
  readonly within: (acts: readonly Act[]) => boolean;
  /** A history that shows it, cut to what it needs; the seed says who carries what and how the network behaves. */
  readonly seed: number;
  readonly acts: readonly Act[];
  readonly why: string;
  readonly mended: boolean;
}

const has =
  (...kinds: readonly ActKind[]) =>
  (acts: readonly Act[]): boolean =>
    kinds.every((wanted) => acts.some(({ kind }) => kind === wanted));

export const FOUND_FAULTS: readonly FoundFault[] = [
  {
    rule: 'replica_is_fresh_pull',
    like: /: class:[0-9a-f-]+ class:[0-9a-f-]+: given .*"kids"/,
    within: has('revoke'),
    seed: 20,
    acts: [{ number: 29, kind: 'revoke', at: START + 3533458, phone: 1, victim: 0 }],
    why: 'Revoking a staff device takes its kid out of the class row without a new rev: nobody who has the row hears of it.',
    mended: true,
  },
  {
    rule: 'record_is_reference',
    like: /: scan [0-9a-f-]+: server .*"scan_withheld"/,
    within: has('restore'),
    seed: 4,
    acts: [
      { number: 38, kind: 'open', at: START + 4217521, phone: 2, session: 1 },
      { number: 46, kind: 'backup', at: START + 4849396 },
      {
        number: 47,
        kind: 'scan',
        at: START + 4908000,
        phone: 7,
        session: 1,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 56, kind: 'restore', at: START + 5629396, downMs: 174483 },
    ],
    why: 'A scan sent again after a restore counts as withheld: contacts of the new life are held against its first receipt in the old one.',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: has('clock_step'),
    seed: 5033,
    acts: [
      {
        number: 1,
        kind: 'enrol',
        at: START + 488914,
        phone: 0,
        of: 'networks',
        student: 'farid',
        walkIn: false,
      },
      { number: 7, kind: 'open', at: START + 1189717, phone: 2, session: 5 },
      { number: 8, kind: 'clock_step', at: START + 1255753, phone: 9, byMs: -1740000 },
      {
        number: 10,
        kind: 'scan',
        at: START + 1366000,
        phone: 9,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
    ],
    why: 'A phone whose clock is put back keeps contacts in its future: an honest scan then seems to have been held back (SCAN8).',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: (acts) => acts.some((act) => act.kind === 'weather' && act.weather === 'proxy'),
    seed: 5052,
    acts: [
      { number: 3, kind: 'weather', at: START + 336460, phone: 5, weather: 'proxy', forMs: 3300000 },
      { number: 11, kind: 'open', at: START + 1534000, phone: 0, session: 5 },
      {
        number: 16,
        kind: 'scan',
        at: START + 1613000,
        phone: 5,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      {
        number: 17,
        kind: 'scan',
        at: START + 1701000,
        phone: 5,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
    ],
    why: 'After a refusal the engine sends smaller batches, also when a proxy refused: the server takes what was left behind for held back (SCAN8).',
    mended: true,
  },
  {
    rule: 'nothing_lost',
    like: /./,
    within: has('restore', 'wipe'),
    seed: 2321,
    acts: [
      { number: 2, kind: 'backup', at: START + 370524 },
      { number: 3, kind: 'open', at: START + 399000, phone: 3, session: 4 },
      { number: 35, kind: 'restore', at: START + 2830524, downMs: 199358 },
      { number: 40, kind: 'wipe', at: START + 3406961, phone: 3, withJournal: false },
    ],
    why: 'Facts that another life of the server puts back into the outbox are not journalled again: a wipe before they are sent loses them (DEV8).',
    mended: true,
  },
  {
    rule: 'record_is_reference',
    like: /: scan [0-9a-f-]+: server .*"clock_suspect"/,
    within: (acts) => acts.some((act) => act.kind === 'weather' && act.weather === 'doubling'),
    seed: 95,
    acts: [
      { number: 10, kind: 'open', at: START + 987000, phone: 0, session: 5 },
      {
        number: 11,
        kind: 'scan',
        at: START + 1017000,
        phone: 7,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 18, kind: 'weather', at: START + 1171189, phone: 7, weather: 'doubling', forMs: 2760000 },
      { number: 45, kind: 'weather', at: START + 3362055, phone: 7, weather: 'portal', forMs: 719362 },
      { number: 46, kind: 'weather', at: START + 3696074, phone: 7, weather: 'offline', forMs: 843907 },
      { number: 52, kind: 'open', at: START + 4083000, phone: 2, session: 1 },
      { number: 67, kind: 'weather', at: START + 4566000, phone: 7, weather: 'offline', forMs: 480000 },
      {
        number: 68,
        kind: 'scan',
        at: START + 4567000,
        phone: 7,
        session: 1,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
    ],
    why: 'A copy of a signed sync that comes late replaces the newer one as the last contact: a jump seems to have been (TIME2).',
    mended: true,
  },
  {
    rule: 'record_is_reference',
    like: /: attendance .*"source":"excuse".*"on_roster":0/,
    within: has('paper'),
    seed: 6003,
    acts: [
      {
        number: 2,
        kind: 'paper',
        at: START + 740406,
        phone: 9,
        of: 'networks',
        session: 5,
        paper: 'excuse',
        request: 0,
        student: null,
        decision: 'approve',
      },
      { number: 15, kind: 'open', at: START + 1757000, phone: 2, session: 5, policy: 'usual' },
      {
        number: 35,
        kind: 'scan',
        at: START + 2218000,
        phone: 9,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      {
        number: 52,
        kind: 'paper',
        at: START + 3474233,
        phone: 0,
        of: 'networks',
        session: 5,
        paper: 'excuse.decided',
        request: 0,
        student: null,
        decision: 'approve',
      },
    ],
    why: 'Somebody off the roster was excused when a refused or waiting scan had left a row, and not otherwise: the record depended on the order (ATT4).',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: has('storage_full'),
    seed: 10490,
    acts: [
      { number: 0, kind: 'open', at: START - 148000, phone: 1, session: 0, policy: 'careful' },
      { number: 7, kind: 'weather', at: START + 370000, phone: 5, weather: 'offline', forMs: 480000 },
      {
        number: 8,
        kind: 'scan',
        at: START + 371000,
        phone: 5,
        session: 0,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 17, kind: 'open', at: START + 559126, phone: 0, session: 5, policy: 'usual' },
      { number: 22, kind: 'storage_full', at: START + 857876, phone: 5, forMs: 840251, withJournal: false },
      {
        number: 27,
        kind: 'scan',
        at: START + 985000,
        phone: 5,
        session: 5,
        how: 'typed',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
    ],
    why: 'While the database can’t be read, facts in memory are sent without those in it: the server took these for held back (DEV7, SCAN8).',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: has('storage_full', 'login'),
    seed: 10670,
    acts: [
      { number: 32, kind: 'open', at: START + 3968196, phone: 2, session: 1, policy: 'usual' },
      { number: 33, kind: 'storage_full', at: START + 3984150, phone: 5, forMs: 1381977, withJournal: false },
      { number: 35, kind: 'weather', at: START + 4075000, phone: 5, weather: 'offline', forMs: 280000 },
      {
        number: 36,
        kind: 'scan',
        at: START + 4076000,
        phone: 5,
        session: 1,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 43, kind: 'login', at: START + 4365412, phone: 5, person: 'bina' },
    ],
    why: 'A scan that only the journal has was not sent while the database was full, and taken for held back when it was (DEV7, DEV8, SCAN8).',
    mended: true,
  },
  {
    rule: 'own_rows_only',
    like: /was given me .*"type":"notification"/,
    within: has('dismiss'),
    seed: 10111,
    acts: [
      { number: 5, kind: 'open', at: START + 719000, phone: 0, session: 5, policy: 'usual' },
      { number: 14, kind: 'complete', at: START + 957000, phone: 0, session: 5 },
      {
        number: 20,
        kind: 'scan',
        at: START + 1420000,
        phone: 4,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 32, kind: 'reopen', at: START + 2753000, phone: 2, session: 5 },
      { number: 51, kind: 'dismiss', at: START + 4640667, of: 'networks', person: 'prof' },
    ],
    why: 'Who no longer teaches a class went on holding what they had been told of its students (SYNC5).',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"scan_withheld"/,
    within: has('storage_full', 'restore'),
    seed: 500795,
    acts: [
      { number: 3, kind: 'backup', at: START - 75568 },
      {
        number: 4,
        kind: 'storage_full',
        at: START + 75474,
        phone: 7,
        forMs: 1415231,
        withJournal: false,
      },
      { number: 16, kind: 'open', at: START + 785000, phone: 2, session: 5, policy: 'lenient' },
      {
        number: 18,
        kind: 'scan',
        at: START + 811000,
        phone: 7,
        session: 5,
        how: 'camera',
        frames: 2,
        ageMs: 0,
        forged: false,
      },
      { number: 42, kind: 'restore', at: START + 2144432, downMs: 219439 },
    ],
    why: 'A scan sent from memory was forgotten with its acknowledgement though storage was still full: a server restored from before got it only from the journal at the next start, and took it for held back (DEV7, SYNC6, SCAN8).',
    mended: true,
  },
];

export function knownFault(violation: Violation, { acts }: Plan): FoundFault | undefined {
  return FOUND_FAULTS.find(
    ({ rule, like, within, mended }) =>
      !mended && rule === violation.rule && like.test(violation.message) && within(acts),
  );
}
