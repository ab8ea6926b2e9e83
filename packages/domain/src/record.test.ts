import { describe, expect, test } from 'vitest';
import type { ReceivedFact } from './facts.ts';
import { factKey } from './ids.ts';
import { foldRecord } from './record.ts';
import type { FoldedRecord } from './record.ts';
import { START } from './testing/evidence.ts';
import { stated } from './testing/facts.ts';
import { testId } from './testing/ids.ts';
import {
  ADMINISTRATOR,
  CLASS,
  GROUND,
  MINUTE,
  OTHER_CLASS,
  POLICY,
  receiptText,
  shortCode,
  TIMETABLED,
  tokenText,
} from './testing/world.ts';

const HOUR = 60 * MINUTE;
const LATE = START + 5 * HOUR;

const openedBody = {
  sessionId: TIMETABLED,
  classId: CLASS,
  startsAt: START,
  kid: 7,
  clockOffsetMs: 0,
  policy: POLICY,
};
const opened = stated('session.opened', openedBody, { id: 1, madeAt: START });
const completed = stated(
  'session.completed',
  { sessionId: TIMETABLED, at: START + HOUR, clockOffsetMs: 0 },
  {
    id: 2,
    madeAt: START + HOUR,
  },
);

/** A camera scan at `minutes`, received when the phone came back. */
function scan(id: number, student: number, minutes = 1, text = tokenText(minutes), device = student) {
  const scannedAt = START + minutes * MINUTE + 5_000;
  const body = { tokens: [{ text, gapMs: 0 }], scannedAt, how: 'camera' } as const;
  return stated('scan', body, { id, madeAt: scannedAt, author: student, device, receivedAt: LATE });
}

function mark(id: number, student: number, status: 'present' | 'absent' | null, author = 1) {
  const body = { sessionId: TIMETABLED, studentId: testId('user', student), status };
  return stated('mark', body, { id, madeAt: START + id * MINUTE, author });
}

function statusOf(record: FoldedRecord, student: number, session = TIMETABLED) {
  return record.attendance.get(session)?.get(testId('user', student))?.status;
}

function scanIn(record: FoldedRecord, id: number, student?: number) {
  return [...record.scans.values()].find(
    ({ scanId, studentId }) =>
      scanId === testId('fact', id) && (student === undefined || studentId === testId('user', student)),
  );
}

function verdictOf(record: FoldedRecord, id: number, student?: number) {
  const verdict = scanIn(record, id, student)?.verdict;
  return verdict === undefined ? undefined : [verdict.outcome, verdict.reason ?? verdict.trust].join(' ');
}

const fold = (...facts: readonly ReceivedFact[]) => foldRecord(facts, GROUND);

describe('[FACT5] facts that come before what they need', () => {
  test('[FACT5] a scan waits for its session and counts when it is there', () => {
    expect(verdictOf(fold(scan(10, 11)), 10)).toBe('waiting pending_session');
    const record = fold(scan(10, 11), opened);
    expect([verdictOf(record, 10), statusOf(record, 11)]).toEqual(['accepted deferred', 'present']);
  });

  test('[FACT5] marks and session facts of an ad hoc session wait for its opening', () => {
    const sessionId = testId('session', 2);
    const body = { sessionId, studentId: testId('user', 11), status: 'present' } as const;
    const early = stated('mark', body, { id: 20, madeAt: START });
    const adHoc = stated('session.opened', { ...openedBody, sessionId }, { id: 21, madeAt: START });
    expect(fold(early).waiting).toEqual(new Set([factKey(early.author, early.fact.id)]));
    const record = fold(early, adHoc);
    expect([record.waiting.size, statusOf(record, 11, sessionId)]).toEqual([0, 'present']);
  });
});

describe('[FACT2] [FACT4] odd facts', () => {
  test('[FACT2] an unknown kind changes nothing', () => {
    const odd = { ...opened, fact: { ...opened.fact, id: testId('fact', 99), kind: 'session.teleported' } };
    expect(fold(opened, odd as unknown as ReceivedFact)).toEqual(fold(opened));
  });

  test('[FACT4] the same id with another body: the first received stands', () => {
    const first = mark(30, 11, 'present');
    const second = { ...mark(30, 11, 'absent'), receivedAt: LATE };
    for (const facts of [
      [first, second],
      [second, first],
    ])
      expect(statusOf(fold(opened, ...facts), 11)).toBe('present');
  });

  test('[FACT4] an id is one author’s own: whoever states a fact with it first takes nothing', () => {
    const honest = scan(10, 11);
    const stolen = [
      { ...scan(10, 12, 40, tokenText(1)), receivedAt: LATE - 1 },
      { ...mark(10, 11, 'absent', 15), receivedAt: START },
    ];
    const record = fold(opened, ...stolen, honest);
    expect([verdictOf(record, 10, 11), statusOf(record, 11)]).toEqual(['accepted deferred', 'present']);
    expect(verdictOf(record, 10, 12)).toBe('rejected token_expired');
    expect(record.refused).toEqual(new Map([[factKey(testId('user', 15), testId('fact', 10)), 'not_staff']]));
  });

  test('[FACT4] equal stamps and ids of two members of staff: the same one stands in every order', () => {
    const [one, other] = [mark(30, 11, 'present', 1), mark(30, 11, 'absent', 2)];
    expect(statusOf(fold(opened, one, other), 11)).toBe(statusOf(fold(opened, other, one), 11));
    const openings = [1, 3].map((author) =>
      stated(
        'session.opened',
        { ...openedBody, sessionId: testId('session', 2), classId: author === 1 ? CLASS : OTHER_CLASS },
        { id: 41, madeAt: START, author },
      ),
    );
    expect(fold(...openings).sessions).toEqual(fold(...openings.toReversed()).sessions);
  });
});

describe('[SES4] only staff of the class', () => {
  test('[SES4] a student’s or a stranger’s session facts and marks change nothing', () => {
    const foreign = [
      { ...completed, author: testId('user', 11) },
      mark(31, 11, 'present', 11),
      mark(32, 11, 'present', 3),
    ];
    const record = fold(opened, ...foreign);
    expect(record.sessions.get(TIMETABLED)?.status).toBe('active');
    expect([...record.refused.values()]).toEqual(['not_staff', 'not_staff', 'not_staff']);
    expect(statusOf(record, 11)).toBe('expected');
  });

  test('[SES4] nobody takes a session id by opening it for a class of another', () => {
    const sessionId = testId('session', 2);
    const body = { ...openedBody, sessionId };
    const taken = stated('session.opened', body, { id: 40, madeAt: START - HOUR, author: 3 });
    const real = stated('session.opened', body, { id: 41, madeAt: START });
    const record = fold(taken, real);
    expect(record.sessions.get(sessionId)).toMatchObject({ classId: CLASS, openedAt: START });
    expect(record.refused.get(factKey(taken.author, taken.fact.id))).toBe('not_staff');
  });

  test('[SES4] an administrator keeps rosters, and states nothing else about a class', () => {
    const studentId = testId('user', 16);
    const joins = (id: number, author: number) =>
      stated(
        'enrolment.added',
        { classId: CLASS, studentId, from: START - HOUR },
        { id, madeAt: START, author },
      );
    expect(statusOf(fold(opened, completed, joins(50, ADMINISTRATOR)), 16)).toBe('absent');
    expect(statusOf(fold(opened, completed, joins(50, 3)), 16)).toBeUndefined();
    const record = fold(opened, mark(51, 11, 'present', ADMINISTRATOR));
    expect([...record.refused.values()]).toEqual(['not_staff']);
  });

  test('[SES6] the class of the first receipt binds, another is a conflict', () => {
    const foreign = stated(
      'session.opened',
      { ...openedBody, classId: OTHER_CLASS },
      { id: 42, madeAt: START, author: 3 },
    );
    expect(fold(opened, foreign).refused.get(factKey(foreign.author, foreign.fact.id))).toBe(
      'session_conflict',
    );
  });

  test('[SES6] [SCAN3] a session of the same ref in another class does not catch the scans', () => {
    const twin = testId('session', 1).replace('00005e55', '00005e54') as typeof TIMETABLED;
    const copied = { ...openedBody, sessionId: twin, classId: OTHER_CLASS };
    const trap = stated('session.opened', copied, { id: 43, madeAt: START - HOUR, author: 3 });
    expect(verdictOf(fold(trap, opened, scan(10, 11)), 10)).toBe('accepted deferred');
    expect(verdictOf(fold(opened, scan(10, 11, 1, tokenText(1, { kid: 8 }))), 10)).toBe(
      'rejected issuer_not_staff',
    );
  });
});

describe('[SES3] [SCAN6] who is on the roster', () => {
  test('[SES3] enrolled later: counts by a scan, is not absent without', () => {
    expect(statusOf(fold(opened, completed, scan(10, 13)), 13)).toBe('present');
    expect(statusOf(fold(opened, completed), 13)).toBeUndefined();
  });

  test('[SCAN6] a walk-in waits and counts from the moment of enrolment', () => {
    expect(verdictOf(fold(opened, scan(10, 15)), 10)).toBe('waiting not_enrolled');
    const added = stated(
      'enrolment.added',
      { classId: CLASS, from: LATE, studentId: testId('user', 15) },
      {
        id: 50,
        madeAt: LATE,
      },
    );
    expect(statusOf(fold(opened, scan(10, 15), added), 15)).toBe('present');
    expect(verdictOf(fold(opened, scan(10, 15), { ...added, author: testId('user', 15) }), 10)).toBe(
      'waiting not_enrolled',
    );
  });

  test('[SCAN6] somebody who left before does not count', () => {
    expect(verdictOf(fold(opened, scan(10, 14)), 10)).toBe('waiting not_enrolled');
  });

  test('[ATT5] a scan in review does not put a late enrolment on the roster', () => {
    const both = [scan(10, 13, 1, tokenText(1), 5), scan(11, 11, 1, tokenText(1), 5)];
    const record = fold(opened, completed, ...both);
    expect([statusOf(record, 13), statusOf(record, 11)]).toEqual([undefined, 'absent']);
  });
});

describe('[ATT1]–[ATT7] the record', () => {
  test('[ATT5] [ATT7] completing makes the rest absent; a scan that arrives later counts', () => {
    const record = fold(opened, completed, scan(10, 11, 9));
    expect([statusOf(record, 11), statusOf(record, 12)]).toEqual(['late', 'absent']);
  });

  test('[ATT1] [SES5] cancelling voids, reopening restores every scan and mark', () => {
    const body = { sessionId: TIMETABLED, at: START + 2 * HOUR, reason: 'storm' };
    const cancelled = stated('session.cancelled', body, { id: 3, madeAt: START + 2 * HOUR });
    const again = { sessionId: TIMETABLED, at: START + 3 * HOUR, clockOffsetMs: 0 };
    const reopened = stated('session.reopened', again, { id: 4, madeAt: START + 3 * HOUR });
    const before = [opened, scan(10, 11), mark(30, 12, 'present')];
    const voided = fold(...before, cancelled);
    expect([statusOf(voided, 11), statusOf(voided, 12)]).toEqual(['void', 'void']);
    expect(fold(...before, cancelled, reopened).attendance).toEqual(fold(...before).attendance);
  });

  test('[ATT2] the newest mark stands, and clears', () => {
    expect(statusOf(fold(opened, scan(10, 11), mark(30, 11, 'absent')), 11)).toBe('absent');
    expect(statusOf(fold(opened, scan(10, 11), mark(31, 11, null), mark(30, 11, 'absent')), 11)).toBe(
      'present',
    );
  });

  test('[ATT4] an approved excuse that covers the start', () => {
    const excuseId = testId('fact', 60);
    const body = { excuseId, classId: CLASS, from: START - HOUR, until: START + HOUR, reason: 'ill' };
    const excuse = stated('excuse', body, { id: 60, madeAt: START, author: 11 });
    const decided = (id: number, decision: 'approve' | 'decline', author = 1) =>
      stated('excuse.decided', { excuseId, decision }, { id, madeAt: START + id, author });
    expect(statusOf(fold(opened, completed, excuse), 11)).toBe('absent');
    expect(statusOf(fold(opened, completed, excuse, decided(61, 'approve')), 11)).toBe('excused');
    expect(statusOf(fold(opened, completed, excuse, decided(61, 'approve', 11)), 11)).toBe('absent');
    expect(
      statusOf(fold(opened, completed, excuse, decided(62, 'decline'), decided(61, 'approve')), 11),
    ).toBe('absent');
    const decidedOther = stated(
      'excuse.decided',
      { excuseId: testId('fact', 69), decision: 'approve' },
      {
        id: 63,
        madeAt: START,
      },
    );
    expect(statusOf(fold(opened, completed, excuse, decidedOther), 11)).toBe('absent');
    expect(statusOf(fold(opened, completed, excuse, decided(61, 'approve')), 12)).toBe('absent');
    const past = { ...body, until: START - 1 };
    const old = stated('excuse', past, { id: 60, madeAt: START, author: 11 });
    expect(statusOf(fold(opened, completed, old, decided(61, 'approve')), 11)).toBe('absent');
  });
});

describe('[ATT4] an approval can’t be borrowed', () => {
  const excuseId = testId('fact', 60);
  const body = { excuseId, classId: CLASS, from: START - HOUR, until: START - 1, reason: 'ill' };
  const small = stated('excuse', body, { id: 65, madeAt: START, author: 11 });
  const approval = stated('excuse.decided', { excuseId, decision: 'approve' }, { id: 61, madeAt: START + 1 });
  const wide = { ...body, until: START + HOUR };

  test('[ATT4] [FACT4] whoever takes an excuse id first doesn’t keep its student from being excused', () => {
    const taken = stated('excuse', wide, { id: 63, madeAt: START - 1, author: 12 });
    const own = stated('excuse', wide, { id: 66, madeAt: START, author: 11 });
    const decided = (student: number) => {
      const words = { excuseId, studentId: testId('user', student), decision: 'approve' } as const;
      return stated('excuse.decided', words, { id: 67, madeAt: START + 1 });
    };
    for (const [student, other] of [
      [11, 12],
      [12, 11],
    ] as const) {
      const record = fold(opened, completed, taken, own, decided(student));
      expect([statusOf(record, student), statusOf(record, other)]).toEqual(['excused', 'absent']);
    }
  });

  test('[ATT4] a second excuse under an approved id changes nothing, nor does another student’s', () => {
    for (const author of [11, 12]) {
      const stretched = stated('excuse', wide, { id: 64, madeAt: START + 2, author });
      for (const facts of [
        [small, approval, stretched],
        [stretched, approval, small],
      ]) {
        expect(statusOf(fold(opened, completed, ...facts), author)).toBe('absent');
      }
    }
  });
});

describe('[SCAN14] replay', () => {
  test('[SCAN14] a whole class scans the same nonce; each counts once, however often it is stated', () => {
    const token = tokenText(1);
    const record = fold(opened, scan(10, 11, 1, token), scan(11, 12, 1, token), scan(12, 11, 1, token));
    expect([verdictOf(record, 10), verdictOf(record, 11), verdictOf(record, 12)]).toEqual(
      Array.from({ length: 3 }, () => 'accepted deferred'),
    );
    expect(record.attendance.get(TIMETABLED)?.size).toBe(2);
  });

  test('[ATT3] of several accepted scans the earliest token decides', () => {
    const record = fold(opened, scan(10, 11, 20), scan(11, 11, 2), scan(12, 11, 9));
    expect(statusOf(record, 11)).toBe('present');
  });
});

describe('[FACT3] stamps of fast clocks', () => {
  test('[FACT3] a mark stamped a year ahead yields to one made ten minutes after its receipt', () => {
    const fast = { ...mark(30, 11, 'absent'), receivedAt: START };
    const ahead = { ...fast, fact: { ...fast.fact, hlc: [START + 365 * 24 * HOUR, 9] as const } };
    const later = (minutes: number) =>
      stated(
        'mark',
        { sessionId: TIMETABLED, studentId: testId('user', 11), status: 'present' },
        {
          id: 31,
          madeAt: START + minutes * MINUTE,
        },
      );
    expect(statusOf(fold(opened, ahead, later(10)), 11)).toBe('present');
    expect(statusOf(fold(opened, ahead, later(4)), 11)).toBe('absent');
  });
});

describe('[SCAN9]–[SCAN18] what the whole record knows about a scan', () => {
  test('[SCAN9] one phone for two accounts: both go to review', () => {
    const record = fold(opened, scan(10, 11, 1, tokenText(1), 5), scan(11, 12, 2, tokenText(2), 5));
    expect([verdictOf(record, 10), verdictOf(record, 11)]).toEqual([
      'review device_shared',
      'review device_shared',
    ]);
  });

  test('[SCAN9] the same account twice is no second account', () => {
    expect(verdictOf(fold(opened, scan(10, 11), scan(11, 11, 2)), 11)).toBe('accepted deferred');
  });

  test('[SCAN11] revoked key, and a nonce that the screen never stated', () => {
    const revoked = scan(10, 11, 1, tokenText(1, { kid: 9 }));
    expect(verdictOf(fold(opened, revoked), 10)).toBe('review issuer_revoked');
    const body = {
      sessionId: TIMETABLED,
      kid: 7,
      clockOffsetMs: 0,
      steps: [[START / 1000 + 60, 'ffffffff']],
    } as const;
    const shown = stated('codes.shown', body, { id: 70, madeAt: START });
    expect(verdictOf(fold(opened, shown, scan(10, 11)), 10)).toBe('review nonce_not_displayed');
    const elsewhere = stated(
      'codes.shown',
      { ...body, sessionId: testId('session', 2) },
      { id: 71, madeAt: START },
    );
    expect(verdictOf(fold(opened, elsewhere, scan(10, 11)), 10)).toBe('accepted deferred');
    const forged = { ...shown, author: testId('user', 12) };
    expect(verdictOf(fold(opened, forged, scan(10, 11)), 10)).toBe('accepted deferred');
  });

  test('[SCAN13] staff decide; the newest decision stands; a student decides nothing', () => {
    const shared = [opened, scan(10, 11, 1, tokenText(1), 5), scan(11, 12, 1, tokenText(1), 5)];
    const review = (id: number, decision: 'accept' | 'reject', author = 1) =>
      stated('review', { scanId: testId('fact', 10), decision }, { id, madeAt: START + id, author });
    expect(statusOf(fold(...shared, review(80, 'accept')), 11)).toBe('present');
    expect(verdictOf(fold(...shared, review(81, 'reject'), review(80, 'accept')), 10)).toBe(
      'rejected rejected_by_staff',
    );
    expect(verdictOf(fold(...shared, review(80, 'accept', 12)), 10)).toBe('review device_shared');
  });

  test('[SCAN13] a review means the scan of the student it names, one that names none every scan of the id', () => {
    const two = [opened, scan(10, 11, 1, tokenText(1), 5), scan(10, 12, 1, tokenText(1), 5)];
    const review = (id: number, decision: 'accept' | 'reject', student?: number) => {
      const whose = student === undefined ? {} : { studentId: testId('user', student) };
      const body = { scanId: testId('fact', 10), ...whose, decision };
      return stated('review', body, { id, madeAt: START + id });
    };
    const verdicts = (...reviews: readonly ReceivedFact[]) =>
      [11, 12].map((student) => verdictOf(fold(...two, ...reviews), 10, student));
    const [open, yes, no] = ['review device_shared', 'accepted device_shared', 'rejected rejected_by_staff'];
    expect(verdicts(review(80, 'accept', 11))).toEqual([yes, open]);
    expect(verdicts(review(80, 'accept', 12))).toEqual([open, yes]);
    expect(verdicts(review(80, 'accept'))).toEqual([yes, yes]);
    expect(verdicts(review(80, 'accept'), review(81, 'reject', 12))).toEqual([yes, no]);
  });

  describe('[SCAN13] witness', () => {
    const witness = (receipt: string, author = 2, at = START + 10 * MINUTE) =>
      stated('witness', { receipt }, { id: 90, madeAt: at, author, receivedAt: at });
    const receipt = receiptText(10, 11, tokenText(1));

    test('[SCAN13] lifts the scan it names', () => {
      const record = fold(opened, scan(10, 11), witness(receipt));
      expect(scanIn(record, 10)?.verdict.trust).toBe('witnessed');
    });

    test('[SCAN13] speaks for a phone that stays offline, until the phone’s own scan takes over', () => {
      const alone = fold(opened, witness(receipt));
      expect([verdictOf(alone, 10), statusOf(alone, 11)]).toEqual(['accepted witnessed', 'present']);
      const expired = scan(10, 11, 40, tokenText(1));
      expect(verdictOf(fold(opened, witness(receipt), expired), 10)).toBe('rejected token_expired');
    });

    test('[SCAN13] not by a student, not too late, not with a wrong signature, not for another student', () => {
      const none = [
        witness(receipt, 12),
        witness(receipt, 2, START + 3 * HOUR),
        witness(receiptText(10, 11, tokenText(1), false)),
      ];
      for (const one of none) expect(verdictOf(fold(opened, completed, one), 10)).toBeUndefined();
      const elsewhere = testId('session', 2);
      const adHoc = stated(
        'session.opened',
        { ...openedBody, sessionId: elsewhere },
        { id: 91, madeAt: START },
      );
      const ofOther = witness(receiptText(10, 11, tokenText(1, { session: elsewhere })));
      expect(verdictOf(fold(opened, adHoc, scan(10, 11), ofOther), 10)).toBe('accepted deferred');
      const other = witness(receiptText(10, 12, tokenText(1)));
      expect(verdictOf(fold(opened, scan(10, 11), other), 10)).toBe('accepted deferred');
    });

    test('[SCAN13] a receipt with a forged token proves nothing', () => {
      const forged = witness(receiptText(10, 11, tokenText(1, { forged: true })));
      expect(verdictOf(fold(opened, forged), 10)).toBe('rejected token_bad_mac');
    });
  });

  describe('[SCAN18] typed', () => {
    const step = START / 1000 + 60;
    const typed = (id: number, code: string, minutes = 1, late = 0) => {
      const scannedAt = START + minutes * MINUTE + 5_000;
      const body = { classId: CLASS, shortCode: code, scannedAt, how: 'typed' } as const;
      return stated('scan', body, { id, madeAt: scannedAt, author: 11, receivedAt: scannedAt + late });
    };

    test('[SCAN18] right, wrong, late, and before the session is known', () => {
      const right = typed(10, shortCode(step));
      expect(verdictOf(fold(opened, right), 10)).toBe('accepted live');
      expect(verdictOf(fold(opened, typed(10, '99999999')), 10)).toBe('rejected short_code_wrong');
      expect(verdictOf(fold(opened, typed(10, shortCode(step), 1, HOUR)), 10)).toBe('review typed_late');
      expect(verdictOf(fold(right), 10)).toBe('waiting pending_session');
      expect(verdictOf(fold(opened, typed(10, shortCode(step), 4)), 10)).toBe('rejected short_code_wrong');
    });

    test('[SCAN18] the fourth try by time is none, in whatever order they arrive', () => {
      const tries = [typed(10, '1', 0), typed(11, '2', 0), typed(12, '3', 0), typed(13, shortCode(step))];
      for (const facts of [tries, tries.toReversed()]) {
        expect(verdictOf(fold(opened, ...facts), 13)).toBe('rejected short_code_tries');
      }
    });
  });
});
