/** Who carries which phone, which meetings there are, and between when things happen. */
import { MINUTE_MS, PEOPLE, PLANNED, START } from './school.ts';
import type { ClassName } from './school.ts';

/** People act and things break between these. */
export const FIRST_ACT = START - 8 * MINUTE_MS;
export const LAST_ACT = START + 110 * MINUTE_MS;

export const OWNERS = [
  'prof',
  'prof',
  'assistant',
  'rival',
  'asha',
  'bina',
  'chandra',
  'deepak',
  'esha',
  'farid',
] as const;
export const STAFF_OF: Readonly<Record<ClassName, readonly number[]>> = {
  networks: [0, 1, 2],
  compilers: [3],
};
export const STUDENT_PHONES = [4, 5, 6, 7, 8, 9] as const;
export const STUDENTS = PEOPLE.filter(({ role }) => role === 'student').map(({ name }) => name);

/** Sessions that no timetable knows: two of networks, one of compilers. */
export const AD_HOC: readonly ClassName[] = ['networks', 'compilers', 'networks'];
export const SESSION_CLASSES: readonly ClassName[] = [...PLANNED.map(({ of }) => of), ...AD_HOC];
