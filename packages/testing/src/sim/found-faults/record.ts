/** Attendance that depended on the order in which facts came. */
import { START } from '../school.ts';
import { has } from './found-fault.ts';
import type { FoundFault } from './found-fault.ts';

export const EXCUSED_OFF_THE_ROSTER: FoundFault = {
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
};

export const WALK_IN_MARKED_AT_ONCE: FoundFault = {
  rule: 'tallies_add_up',
  like: /./,
  within: has('enrol', 'mark', 'scan'),
  seed: 243,
  acts: [
    { number: 12, kind: 'revoke', at: START + 517494, phone: 1, victim: 0 },
    {
      number: 17,
      kind: 'enrol',
      at: START + 1353089,
      phone: 0,
      of: 'networks',
      student: 'chandra',
      walkIn: true,
    },
    { number: 39, kind: 'open', at: START + 4429000, phone: 2, session: 1, policy: 'usual' },
    {
      number: 43,
      kind: 'mark',
      at: START + 4467000,
      phone: 0,
      session: 1,
      student: 'deepak',
      status: 'absent',
    },
    {
      number: 56,
      kind: 'scan',
      at: START + 4910000,
      phone: 6,
      session: 1,
      how: 'camera',
      frames: 2,
      ageMs: 0,
      forged: false,
    },
  ],
  why: 'A mark that named a walk-in in the same push that wrote them down, and whose roll number has an account, was put over what that account’s attendance was: an older mark could win, and the tally counted twice (ATT8).',
  mended: true,
};
