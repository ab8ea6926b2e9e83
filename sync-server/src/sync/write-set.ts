/** The end of a flush: the statements that write all that changed. */
import type { InStatement } from '@libsql/client';
import { enrolments, sessions } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { aliases, deviceContacts, users } from '../db/people-schema.ts';
import { attendance, codesShown, headcounts, scans, tallies } from '../db/record-schema.ts';
import { requests } from '../db/request-schema.ts';
import { upsertInParts } from '../db/upsert-rows.ts';
import type { AttendanceRow, EnrolmentRow, NotificationRow, RequestRow, ScanRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

/** What a flush writes: its statements, and the rows that a person's own scope consists of, with their revs. */
export interface Written {
  readonly statements: readonly InStatement[];
  /** The last rev taken; 0 for none. */
  readonly upTo: number;
  readonly enrolments: readonly EnrolmentRow[];
  readonly scans: readonly ScanRow[];
  readonly attendance: readonly AttendanceRow[];
  readonly notifications: readonly NotificationRow[];
  readonly requests: readonly RequestRow[];
}

/** Every changed row of a synced table gets a rev of its own. */
export function writeSet(set: WorkingSet): Written {
  let upTo = 0;
  const withRev = <Row extends { readonly rev: number }>(rows: readonly Row[]): readonly Row[] =>
    rows.map((row) => ({ ...row, rev: (upTo = set.turn.nextRev()) }));
  const written = {
    enrolments: withRev(set.enrolments.changed()),
    scans: withRev(set.scans.changed()),
    attendance: withRev(set.attendance.changed()),
    notifications: withRev(set.notifications.changed()),
    requests: withRev(set.requests.changed()),
  };
  const planned = [
    [users, withRev(set.users.changed())],
    [aliases, set.aliases.changed()],
    [sessions, withRev(set.sessions.changed())],
    [enrolments, written.enrolments],
    [facts, set.facts.changed()],
    [scans, written.scans],
    [attendance, written.attendance],
    [tallies, set.tallies.changed()],
    [codesShown, set.shown.changed()],
    [headcounts, withRev(set.headcounts.changed())],
    [notifications, written.notifications],
    [requests, written.requests],
    [deviceContacts, set.contacts.changed()],
  ] as const;
  const statements = planned.flatMap(([table, rows]) => upsertInParts(table, rows));
  return { statements, upTo, ...written };
}
