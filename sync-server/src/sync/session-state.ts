/** Sessions between their row and the state that the rules take. */
import type {
  ClassId,
  FactId,
  LifecycleFact,
  ReceivedFact,
  SessionId,
  SessionRef,
  SessionState,
} from '@hazri/domain';
import { assert, foldSession, sessionRef } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { SessionRow } from './rows.ts';
import { NO_REV } from './rows.ts';

/** The database holds only ids that a parser has let in. */
export function asSessionId(uuid: string): SessionId {
  return uuid as SessionId;
}
export function asClassId(uuid: string): ClassId {
  return uuid as ClassId;
}
/** A stored ref, 16 hex digits. */
export function parseRef(text: string): SessionRef {
  return text as SessionRef;
}
export function asFactId(uuid: string): FactId {
  return uuid as FactId;
}

export function sessionStateOf(row: SessionRow, ofClass: ClassRecord): SessionState {
  return {
    id: asSessionId(row.uuid),
    classId: asClassId(ofClass.uuid),
    status: row.status,
    startsAt: row.startsAt,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    policy: row.policy,
    room: row.room,
    title: row.title,
    lifecycle: row.lifecycle && { stamp: row.lifecycle.stamp, factId: asFactId(row.lifecycle.factId) },
    cancelReason: row.cancelReason ?? undefined,
  };
}

/** The plan of the timetable, before any fact. null for an ad hoc session. */
function plannedState(row: SessionRow, ofClass: ClassRecord): SessionState | null {
  if (row.plannedStartsAt === null) return null;
  return {
    id: asSessionId(row.uuid),
    classId: asClassId(ofClass.uuid),
    status: 'scheduled',
    startsAt: row.plannedStartsAt,
    openedAt: null,
    closedAt: null,
    policy: ofClass.policy,
    room: row.plannedRoom ?? ofClass.room,
    title: row.plannedTitle,
    lifecycle: null,
  };
}

/** The row with the state that its facts make (SES1). */
export function refoldSession(
  row: SessionRow,
  ofClass: ClassRecord,
  facts: readonly ReceivedFact<LifecycleFact>[],
): SessionRow {
  const state = foldSession(plannedState(row, ofClass), facts);
  assert(state !== null, `session ${row.uuid} is planned or opened`);
  const { status, startsAt, openedAt, closedAt, policy, room, title, lifecycle } = state;
  // Whatever was stated about a session that is planned no more brings it back: somebody held it.
  const removedAt = facts.length > 0 ? null : row.removedAt;
  const cancelReason = state.cancelReason ?? null;
  return {
    ...row,
    status,
    startsAt,
    openedAt,
    closedAt,
    policy,
    room,
    title,
    lifecycle,
    cancelReason,
    removedAt,
  };
}

/** A session that is to come: from the timetable, or planned for one day. */
export interface Plan {
  readonly plan: 'timetable' | 'single';
  readonly startsAt: number;
  readonly endsAt: number;
  /** Only where they differ from the class's. */
  readonly room?: string | null;
  readonly title?: string | null;
}

/** A session that nothing is known of but its class; the fold gives the rest. */
export function newSessionRow(
  id: number,
  uuid: SessionId,
  ofClass: ClassRecord,
  planned: Plan | null,
): SessionRow {
  return {
    id,
    uuid,
    ref: sessionRef(uuid),
    classId: ofClass.id,
    plan: planned?.plan ?? null,
    plannedStartsAt: planned?.startsAt ?? null,
    plannedEndsAt: planned?.endsAt ?? null,
    plannedRoom: planned?.room ?? null,
    plannedTitle: planned?.title ?? null,
    removedAt: null,
    status: 'scheduled',
    startsAt: planned?.startsAt ?? 0,
    openedAt: null,
    closedAt: null,
    room: planned ? (planned.room ?? ofClass.room) : null,
    title: planned?.title ?? null,
    policy: ofClass.policy,
    lifecycle: null,
    cancelReason: null,
    rev: NO_REV,
  };
}
