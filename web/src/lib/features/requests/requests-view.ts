/**
 * Excuses and appeals as this device knows them: the server's rows, and what it stated itself and hasn't sent yet
 * (DEV3). Pure.
 */
import type { ClassId, Fact, FactId, SessionId, UserId } from '@hazri/domain';
import type { Person, RowOf } from '@hazri/sync-protocol';

type RequestRow = RowOf<'request'>;

export interface Request {
  readonly id: FactId;
  readonly kind: RequestRow['kind'];
  readonly classId: ClassId;
  readonly studentId: UserId;
  /** Of an appeal. */
  readonly sessionId: SessionId | null;
  /** Of an excuse, epoch ms. */
  readonly from: number | null;
  readonly until: number | null;
  readonly reason: string;
  readonly askedAt: number;
  readonly decision: RequestRow['decision'];
  readonly note: string | null;
  readonly person: Person | null;
  /** A fact about it hasn't reached the server yet. */
  readonly pending: boolean;
}

interface Known {
  readonly rows: readonly RequestRow[];
  readonly pending: readonly Fact[];
  /** Who holds this device: pending excuses and appeals are theirs. */
  readonly me: UserId;
  readonly classOf: (sessionId: SessionId) => ClassId | undefined;
}

/** Undecided ones first, then the newest. */
export function requestsView(known: Known): readonly Request[] {
  const stated = known.rows.map((row) => ({ ...ofRow(row), ...decidedHere(row, known.pending) }));
  const ids = new Set(known.rows.map((row) => keyOf(row)));
  const mine = known.pending
    .flatMap((fact) => ofFact(fact, known))
    .filter((request) => !ids.has(keyOf(request)));
  return [...mine, ...stated].toSorted(
    (a, b) => Number(a.decision !== null) - Number(b.decision !== null) || b.askedAt - a.askedAt,
  );
}

function keyOf({ kind, studentId, id }: Pick<Request, 'kind' | 'studentId' | 'id'>): string {
  return `${kind}:${studentId}:${id}`;
}

function ofRow({ receivedAt, student, ...row }: RequestRow): Request {
  const { id, kind, classId, studentId, sessionId, from, until, reason, decision, note } = row;
  const dates = { from, until };
  return {
    ...{ id, kind, classId, studentId, sessionId, ...dates, reason, decision, note },
    askedAt: receivedAt,
    person: student,
    pending: false,
  };
}

/** The newest decision that this device stated and hasn't sent. */
function decidedHere(
  { id, kind, studentId }: RequestRow,
  pending: readonly Fact[],
): Partial<Pick<Request, 'decision' | 'note' | 'pending'>> {
  const own = pending
    .filter((fact) => fact.kind === 'excuse.decided' || fact.kind === 'appeal.decided')
    .filter(({ body }) =>
      'excuseId' in body
        ? kind === 'excuse' && body.excuseId === id
        : kind === 'appeal' && body.appealId === id,
    )
    .filter(({ body }) => body.studentId === studentId)
    .at(-1);
  return own === undefined ? {} : { decision: own.body.decision, note: own.body.note ?? null, pending: true };
}

function ofFact(fact: Fact, { me, classOf }: Known): readonly Request[] {
  const common = {
    studentId: me,
    askedAt: fact.madeAt,
    decision: null,
    note: null,
    person: null,
    pending: true,
  };
  if (fact.kind === 'excuse') {
    const { excuseId: id, classId, from, until, reason } = fact.body;
    return [{ ...common, kind: 'excuse', id, classId, sessionId: null, from, until, reason }];
  }
  if (fact.kind === 'appeal') {
    const { appealId: id, sessionId, reason } = fact.body;
    const classId = classOf(sessionId);
    if (classId === undefined) return [];
    return [{ ...common, kind: 'appeal', id, classId, sessionId, from: null, until: null, reason }];
  }
  return [];
}
