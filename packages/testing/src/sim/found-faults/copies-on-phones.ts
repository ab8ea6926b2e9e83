/** Where a phone keeps a fact: outbox, journal and memory, of which not all can always be written (DEV7, DEV8). */
import { START } from '../school.ts';
import { has } from './found-fault.ts';
import type { FoundFault } from './found-fault.ts';

export const PUT_BACK_WITHOUT_JOURNAL: FoundFault = {
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
};

export const MEMORY_SENT_WITHOUT_DATABASE: FoundFault = {
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
};

export const ONLY_THE_JOURNAL_HAD_IT: FoundFault = {
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
};

export const FORGOTTEN_WITH_ACKNOWLEDGEMENT: FoundFault = {
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
};

export const TOLD_WITHOUT_FIRST_RECEIPT: FoundFault = {
  rule: 'first_receipt_stands',
  like: /told so, and dated/,
  within: has('storage_full', 'restore'),
  seed: 66,
  acts: [
    { number: 27, kind: 'open', at: START + 937000, phone: 3, session: 2, policy: 'usual' },
    {
      number: 32,
      kind: 'storage_full',
      at: START + 1291285,
      phone: 8,
      forMs: 1318183,
      withJournal: false,
      readable: true,
    },
    { number: 33, kind: 'backup', at: START + 1291285 },
    {
      number: 36,
      kind: 'scan',
      at: START + 1332000,
      phone: 8,
      session: 2,
      how: 'camera',
      frames: 1,
      ageMs: 0,
      forged: false,
    },
    { number: 39, kind: 'restore', at: START + 1480318, downMs: 23054 },
  ],
  why: 'What was acknowledged while storage was full was told again to a restored server without its first receipt: nothing proved that it had come in time (DEV7, SYNC6).',
  mended: true,
};

export const STORED_IN_ANOTHER_LIFE: FoundFault = {
  rule: 'nothing_lost',
  like: /./,
  within: has('storage_full', 'restore'),
  seed: 120,
  acts: [
    { number: 36, kind: 'open', at: START + 3906000, phone: 1, session: 1, policy: 'usual' },
    {
      number: 48,
      kind: 'storage_full',
      at: START + 4380817,
      phone: 4,
      forMs: 387809,
      withJournal: false,
      readable: false,
    },
    { number: 49, kind: 'backup', at: START + 4380817 },
    {
      number: 51,
      kind: 'scan',
      at: START + 4408000,
      phone: 4,
      session: 1,
      how: 'camera',
      frames: 2,
      ageMs: 0,
      forged: false,
    },
    { number: 56, kind: 'restore', at: START + 4789255, downMs: 32619 },
  ],
  why: 'A scan sent from memory was stored as acknowledged after another engine of the phone had begun the restored server’s life: that server was never told of it (DEV7, SYNC6).',
  mended: true,
};
