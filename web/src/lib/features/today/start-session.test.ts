import { describe, expect, it } from 'vitest';
import { startsAt } from './start-session.ts';

const PLANNED = { startsAt: 1_795_343_400_000 };
const MINUTE = 60_000;

describe('when lateness is counted from', () => {
  it('[SES2] is the planned time when the session is opened early', () => {
    expect(startsAt(PLANNED, PLANNED.startsAt - 10 * MINUTE)).toBe(PLANNED.startsAt);
  });
  it('is now when the professor starts late: nobody is late because of that', () => {
    expect(startsAt(PLANNED, PLANNED.startsAt + 12 * MINUTE)).toBe(PLANNED.startsAt + 12 * MINUTE);
  });
  it('is now when the session was moved forward, and for ad hoc sessions', () => {
    expect(startsAt(PLANNED, PLANNED.startsAt - 60 * MINUTE)).toBe(PLANNED.startsAt - 60 * MINUTE);
    expect(startsAt(null, 5_000.4)).toBe(5_000);
  });
});
