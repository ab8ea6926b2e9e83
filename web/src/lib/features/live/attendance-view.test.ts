import { describe, expect, it } from 'vitest';
import { rate, tallyOf, type Fact, type FactFor, type UserId } from '@hazri/domain';
import { countsIfEnded, viewOfSession, type LiveInput } from './attendance-view.ts';
import { attendanceRow, enrolmentRow, factId, NOW, scanRow, sessionState, testId } from './testing/rows.ts';

const ASHA = testId<'user'>();
const BALU = testId<'user'>();
const CHITRA = testId<'user'>();
const session = sessionState({ status: 'active', openedAt: NOW });

function input(over: Partial<LiveInput> = {}): LiveInput {
  return {
    session,
    enrolments: [enrolmentRow(ASHA, 'Asha'), enrolmentRow(BALU, 'Balu'), enrolmentRow(CHITRA, 'Chitra')],
    attendance: [],
    scans: [],
    pending: [],
    ...over,
  };
}

function scanned(studentId: UserId, atMs: number) {
  return attendanceRow(session.id, { studentId, scan: { tokenTime: atMs, trust: 'live' } });
}

function mark(studentId: UserId, status: FactFor<'mark'>['body']['status'], wall: number): Fact {
  const body = { sessionId: session.id, studentId, status };
  return { id: factId(), kind: 'mark', v: 1, madeAt: wall, hlc: [wall, 0], body };
}

describe('who is here', () => {
  it('puts the newest arrival first and never moves those who were there', () => {
    const first = viewOfSession(input({ attendance: [scanned(BALU, NOW + 1_000)] }));
    const then = viewOfSession(
      input({ attendance: [scanned(BALU, NOW + 1_000), scanned(ASHA, NOW + 2_000)] }),
    );
    expect(first.here.map((entry) => entry.studentId)).toEqual([BALU]);
    expect(then.here.map((entry) => entry.studentId)).toEqual([ASHA, BALU]);
    expect(then.missing.map((entry) => entry.studentId)).toEqual([CHITRA]);
  });

  it('[ATT5] five of six absent are five absent at every moment, never 100 %', () => {
    const people = Array.from({ length: 6 }, () => testId<'user'>());
    const [here] = people;
    const enrolments = people.map((studentId, index) => enrolmentRow(studentId, `Student ${index}`));
    const attendance = here === undefined ? [] : [scanned(here, NOW + 1_000)];
    const running = viewOfSession(input({ enrolments, attendance }));
    expect(running.counts).toMatchObject({ present: 1, absent: 0, expected: 5, roster: 6 });
    const completed = { ...session, status: 'completed' as const };
    const over = viewOfSession(input({ session: completed, enrolments, attendance }));
    expect(over.counts).toMatchObject({ present: 1, absent: 5, expected: 0, roster: 6 });
    expect(rate(tallyOf(over.roster.map((entry) => entry.attendance.status)))).toBeCloseTo(1 / 6);
  });

  it('[ATT3] counts late by token time with whole minutes', () => {
    const { here, counts } = viewOfSession(input({ attendance: [scanned(ASHA, NOW + 7.5 * 60_000)] }));
    expect(here[0]?.attendance).toMatchObject({ status: 'late', minutesLate: 7 });
    expect(counts).toMatchObject({ present: 0, late: 1, expected: 2, roster: 3 });
  });

  it('[ATT2] folds an unsent mark over the confirmed row and says that it is not sent', () => {
    const view = viewOfSession(
      input({ attendance: [scanned(ASHA, NOW)], pending: [mark(ASHA, 'absent', NOW + 5)] }),
    );
    const asha = view.roster.find((entry) => entry.studentId === ASHA);
    expect(asha).toMatchObject({ pending: true, attendance: { status: 'absent', source: 'mark' } });
    expect(view.roster.find((entry) => entry.studentId === BALU)?.pending).toBe(false);
  });

  it('[ATT2] leaves a newer confirmed mark standing', () => {
    const row = attendanceRow(session.id, {
      studentId: ASHA,
      mark: { status: 'present', stamp: [NOW + 9, 0], factId: factId() },
    });
    const view = viewOfSession(input({ attendance: [row], pending: [mark(ASHA, 'absent', NOW + 5)] }));
    expect(view.here.map((entry) => entry.studentId)).toEqual([ASHA]);
  });

  it('[SCAN13] counts a scan that was just accepted, and asks about it no more', () => {
    const scan = scanRow({
      sessionId: session.id,
      studentId: ASHA,
      outcome: 'review',
      reason: 'liveness_weak',
    });
    expect(viewOfSession(input({ scans: [scan] })).review.map((entry) => entry.scanId)).toEqual([scan.id]);
    const review: Fact = {
      id: factId(),
      kind: 'review',
      v: 1,
      madeAt: NOW,
      hlc: [NOW, 0],
      body: { scanId: scan.id, studentId: ASHA, decision: 'accept' },
    };
    // Balu's phone took the id for a scan of its own.
    const taken = { ...scan, studentId: BALU };
    const after = viewOfSession(input({ scans: [taken, scan], pending: [review] }));
    expect(after.review.map((entry) => entry.studentId)).toEqual([BALU]);
    expect(after.here.map((entry) => entry.studentId)).toEqual([ASHA]);
  });

  it('[SCAN13] asks once about a student who scanned twice, and not about one who is here', () => {
    const twice = [1, 2].map((nth) =>
      scanRow({ sessionId: session.id, studentId: ASHA, outcome: 'review', receivedAt: NOW + nth }),
    );
    expect(viewOfSession(input({ scans: twice.toReversed() })).review.map(({ scanId }) => scanId)).toEqual([
      twice[0]?.id,
    ]);
    expect(viewOfSession(input({ scans: twice, attendance: [scanned(ASHA, NOW)] })).review).toEqual([]);
  });

  it('[SES3] shows a walk-in apart, and on the roster once added', () => {
    const walkIn = testId<'user'>();
    const student = { givenName: 'Dev', familyName: 'Nair', studentNo: '21CS099' };
    const scan = scanRow({
      sessionId: session.id,
      studentId: walkIn,
      outcome: 'waiting',
      reason: 'not_enrolled',
      student,
    });
    expect(viewOfSession(input({ scans: [scan] })).walkIns.map((entry) => entry.person)).toEqual([student]);
    const added: Fact = {
      id: factId(),
      kind: 'enrolment.added',
      v: 1,
      madeAt: NOW,
      hlc: [NOW, 0],
      body: { classId: session.classId, studentId: walkIn, from: NOW },
    };
    const view = viewOfSession(input({ scans: [scan], pending: [added] }));
    expect(view.walkIns).toEqual([]);
    expect(view.here.map((entry) => entry.person)).toEqual([student]);
  });

  it('[ATT5] tells before ending who will be absent', () => {
    expect(countsIfEnded(input({ attendance: [scanned(ASHA, NOW)] }))).toMatchObject({
      present: 1,
      absent: 2,
      expected: 0,
    });
  });

  it('[SES3] leaves out those who had left before the session', () => {
    const left = enrolmentRow(CHITRA, 'Chitra', { until: NOW - 1 });
    const { roster } = viewOfSession(input({ enrolments: [enrolmentRow(ASHA, 'Asha'), left] }));
    expect(roster.map((entry) => entry.studentId)).toEqual([ASHA]);
  });
});
