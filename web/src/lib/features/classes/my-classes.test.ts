import { describe, expect, it } from 'vitest';
import {
  attendanceRow,
  CLASS_ID,
  classRow,
  enrolmentRow,
  NOW,
  sessionRow,
  STUDENT_ID,
} from '../live/testing/rows.ts';
import { mySessions, standing, type Ground } from './my-classes.ts';
import { standingText } from './standing-words.ts';

const DAY = 86_400_000;

/** Sessions of the last days with these statuses of the student, and `left` sessions still to come. */
function ground(statuses: readonly ('present' | 'absent')[], left: number): Ground {
  const past = statuses.map((_, day) => sessionRow({ status: 'completed', startsAt: NOW - (day + 1) * DAY }));
  const coming = Array.from({ length: left }, (_, day) => sessionRow({ startsAt: NOW + (day + 1) * DAY }));
  const attendance = past.flatMap((session, day) =>
    statuses[day] === 'present'
      ? [attendanceRow(session.id, { scan: { tokenTime: session.startsAt, trust: 'live' } })]
      : [],
  );
  const enrolments = [enrolmentRow(STUDENT_ID, 'Asha', { from: NOW - 100 * DAY })];
  return { sessions: [...past, ...coming], attendance, enrolments, nowMs: NOW };
}

describe('how a student stands', () => {
  it('[ATT7] derives absent for a completed session without any row', () => {
    const [session] = mySessions(classRow(), ground(['absent'], 0));
    expect(session?.attendance).toMatchObject({ status: 'absent', source: 'completion' });
  });

  it('[ATT8] says how many can still be missed, never more than are left', () => {
    const good = standing(classRow(), ground(['present', 'present', 'present', 'present'], 10));
    expect(good).toMatchObject({ rate: 1, low: false, canMiss: 1 });
    expect(standingText(good)).toContain('miss 1 session');
  });

  it('[ATT8] says how many in a row reach the line, or that none can', () => {
    const low = standing(classRow(), ground(['present', 'absent'], 10));
    expect(low).toMatchObject({ rate: 0.5, low: true, mustAttend: 2 });
    expect(standingText(low)).toContain('Attend 2 in a row');
    expect(standing(classRow(), ground(['present', 'absent'], 1)).mustAttend).toBeNull();
  });

  it('[ATT8] measures by the line of the class', () => {
    const half = ground(['present', 'absent'], 10);
    expect(standing(classRow({ lowPercent: 50 }), half)).toMatchObject({ low: false, linePercent: 50 });
    expect(standingText(standing(classRow({ lowPercent: 90 }), half))).toContain('90%');
  });

  it('[ATT8] foretells nothing where no session is planned: 85% doesn’t fall below the line by one that is missed', () => {
    const statuses = Array.from({ length: 60 }, (_, at) =>
      at < 9 ? ('absent' as const) : ('present' as const),
    );
    expect(standingText(standing(classRow(), ground(statuses, 0)))).toBe('No further session is planned.');
    const low = standingText(standing(classRow(), ground(['present', 'absent'], 0)));
    expect(low).toBe('Below 75%. No further session is planned.');
  });

  it('lists only what is past or decided, and only of this class', () => {
    const other = classRow({ id: sessionRow().classId });
    expect(other.id).toBe(CLASS_ID);
    expect(mySessions(classRow(), ground(['present'], 3))).toHaveLength(1);
  });
});
