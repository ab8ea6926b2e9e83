/** The rows that a flush works on, and what names each of them while it does. */
import type { enrolments, sessions } from '../db/class-schema.ts';
import type { facts } from '../db/fact-schema.ts';
import type { notifications } from '../db/notification-schema.ts';
import type { aliases, deviceContacts, users } from '../db/people-schema.ts';
import type { attendance, codesShown, headcounts, scans, tallies } from '../db/record-schema.ts';
import type { requests } from '../db/request-schema.ts';

export type UserRow = typeof users.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type FactRow = typeof facts.$inferSelect;
export type ScanRow = typeof scans.$inferSelect;
export type AttendanceRow = typeof attendance.$inferSelect;
export type EnrolmentRow = typeof enrolments.$inferSelect;
export type TallyRow = typeof tallies.$inferSelect;
export type ShownRow = typeof codesShown.$inferSelect;
export type HeadcountRow = typeof headcounts.$inferSelect;
export type NotificationRow = typeof notifications.$inferSelect;
export type RequestRow = typeof requests.$inferSelect;
export type ContactRow = typeof deviceContacts.$inferSelect;
export type AliasRow = typeof aliases.$inferSelect;

export type Pair = readonly [first: number, second: number];

/** Rows that carry `rev` get theirs at the end; until then it is what was read, or this. */
export const NO_REV = 0;

export const pairKey = (first: number, second: number): string => `${first}:${second}`;
/** What names a fact or a scan: an id is one author's own (FACT4). */
export const ownKey = (authorId: number, uuid: string): string => `${authorId}:${uuid}`;
/** What names an excuse or appeal: its id is its student's own. */
export const requestKey = ({
  kind,
  studentId,
  uuid,
}: Pick<RequestRow, 'kind' | 'studentId' | 'uuid'>): string => `${kind}:${ownKey(studentId, uuid)}`;
/** The nonces of a screen's step share this. */
export const shownStep = (row: Omit<ShownRow, 'nonce'>): string =>
  `${row.sessionId}:${row.kid}:${row.stepStart}`;
export const shownKey = (row: ShownRow): string =>
  `${row.sessionId}:${row.kid}:${row.stepStart}:${row.nonce}`;
