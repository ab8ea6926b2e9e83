/** One line a student: how often, and how good that is. */
import { counted } from '@hazri/domain';
import type { ClassReport } from '@hazri/sync-protocol/api/report';
import type { Cell } from './record-lines.ts';

export const STUDENT_COLUMNS = [
  'Student ID',
  'Student Name',
  'Present',
  'Late',
  'Absent',
  'Excused',
  'Rate %',
  'Below the line',
] as const;

const TENTHS_OF_PERCENT = 1_000;

export function studentLines({ students }: ClassReport): readonly (readonly Cell[])[] {
  return students.map((student) => {
    const { studentNo, givenName, familyName, present, late, absent, excused, low } = student;
    const name = `${givenName} ${familyName}`.trim();
    const marks = [present, late, absent, excused];
    return [studentNo ?? '', name, ...marks, ratePercent(student), low ? 'yes' : 'no'];
  });
}

/** One digit, down: 74.96 % never reads as 75. By whole numbers, which a float's product isn't. */
function ratePercent({ rate, ...tally }: ClassReport['students'][number]): Cell {
  if (rate === null) return '';
  const sessions = counted(tally);
  return Math.floor((Math.round(rate * sessions) * TENTHS_OF_PERCENT) / sessions) / 10;
}
