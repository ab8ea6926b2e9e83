/** Any row on the wire, and the key under which a replica stores it within a scope. */
import * as z from 'zod/mini';
import { assertNever } from '@hazri/domain';
import { attendanceRow } from './attendance.ts';
import { classRow } from './class.ts';
import { enrolmentRow } from './enrolment.ts';
import { headcountRow } from './headcount.ts';
import { notificationRow } from './notification.ts';
import { requestRow } from './request.ts';
import { scanRow } from './scan.ts';
import { sessionRow } from './session.ts';
import { userRow } from './user.ts';

export const row = z.discriminatedUnion('type', [
  userRow,
  classRow,
  sessionRow,
  enrolmentRow,
  attendanceRow,
  scanRow,
  headcountRow,
  notificationRow,
  requestRow,
]);
export type Row = z.infer<typeof row>;
export type RowType = Row['type'];
export type RowOf<Type extends RowType> = Extract<Row, { type: Type }>;

/** The row, or null for a type or shape that this build doesn't know: it is pulled again after an app update. */
export function parseRow(input: unknown): Row | null {
  const parsed = row.safeParse(input);
  return parsed.success ? parsed.data : null;
}

/** Unique within a scope; removed rows (`deleted`) carry the same key. */
export function rowKey(value: Row): string {
  switch (value.type) {
    case 'user':
    case 'class':
    case 'session':
    case 'notification':
      return `${value.type}:${value.id}`;
    case 'scan':
      return `scan:${value.studentId}:${value.id}`;
    case 'request':
      return `request:${value.kind}:${value.studentId}:${value.id}`;
    case 'enrolment':
      return `enrolment:${value.classId}:${value.studentId}`;
    case 'attendance':
      return `attendance:${value.sessionId}:${value.studentId}`;
    case 'headcount':
      return `headcount:${value.sessionId}`;
    default:
      return assertNever(value);
  }
}
