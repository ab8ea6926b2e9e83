/** Honest people whose clocks and contacts were read against them. */
import { START } from '../school.ts';
import { has } from './found-fault.ts';
import type { FoundFault } from './found-fault.ts';

export const STAMP_FORGOTTEN_AT_THE_END: FoundFault = {
  rule: 'stamps_rise',
  like: /^stamps_rise: codes\.shown /,
  within: has('crash_phone'),
  seed: 910128,
  acts: [
    {
      number: 39,
      kind: 'mark',
      at: START + 2575000,
      phone: 1,
      session: 0,
      student: 'esha',
      status: 'excused',
    },
    { number: 42, kind: 'crash_phone', at: START + 2788637, phone: 0, effects: 10, downMs: 95241 },
    { number: 49, kind: 'clock_step', at: START + 4131881, phone: 0, byMs: -2400000 },
    { number: 53, kind: 'shown', at: START + 4713000, phone: 0, session: 5, steps: 16 },
  ],
  isLive: true,
  why: 'An app that ended between showing a row and remembering its stamp stated older things than it had seen, once its clock was set back.',
  mended: true,
};

export const SENT_AGAIN_AFTER_RESTORE: FoundFault = {
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
};

export const CONTACTS_IN_THE_FUTURE: FoundFault = {
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
};

export const SMALLER_BATCHES_FOR_A_PROXY: FoundFault = {
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
};

export const LATE_COPY_AS_LAST_CONTACT: FoundFault = {
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
};
