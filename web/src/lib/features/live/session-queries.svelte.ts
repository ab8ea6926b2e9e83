/** One session as this device knows it now: rows and unsent facts, folded, kept up to date by live queries. */
import type { SessionId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { live } from '../../device/live-query.svelte.ts';
import { viewOfSession, type LiveInput } from './attendance-view.ts';
import { foldedSession } from './folded-session.ts';
import { pendingFacts } from './records.ts';

/** Call while a component is set up; the queries end with it. */
export function sessionQueries(device: Device, sessionId: SessionId) {
  const pending = live(() => pendingFacts(device.outbox), null);
  const rows = live(() => device.replica.ofSession('session', sessionId), null);
  const classes = live(() => device.replica.ofType('class'), []);
  const attendance = live(() => device.replica.ofSession('attendance', sessionId), null);
  const scans = live(() => device.replica.ofSession('scan', sessionId), null);
  const session = $derived.by(() => {
    if (pending.current === null || rows.current === null) return undefined;
    const author = { userId: device.account.id, nowMs: device.clock.now() };
    return foldedSession(sessionId, rows.current[0] ?? null, pending.current, author);
  });
  const classId = $derived(session?.classId);
  const enrolments = live(
    () => (classId === undefined ? Promise.resolve(null) : device.replica.ofClass('enrolment', classId)),
    null,
  );
  // Only once all of it was read: a class of sixty is never "0 of 0", however slow the phone.
  const input = $derived.by((): LiveInput | null => {
    if (session === undefined || session === null || pending.current === null) return null;
    if (enrolments.current === null || attendance.current === null || scans.current === null) return null;
    return {
      session,
      enrolments: enrolments.current,
      attendance: attendance.current,
      scans: scans.current,
      pending: pending.current,
    };
  });
  const view = $derived(input === null ? null : viewOfSession(input));
  return {
    /** undefined until the database has answered; null when this device doesn't know the session. */
    get session() {
      return session;
    },
    /** As the server last told it; null while only this device knows the session. */
    get row() {
      return rows.current?.[0] ?? null;
    },
    get classRow() {
      return classes.current.find((row) => row.id === classId) ?? null;
    },
    get input() {
      return input;
    },
    get view() {
      return view;
    },
  };
}

export type SessionQueries = ReturnType<typeof sessionQueries>;
