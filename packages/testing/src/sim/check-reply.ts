/** Is an answer of the server honest? Acknowledged facts are in the database, and every row is its reader's own. */
import { STUDENT_KINDS } from '@hazri/domain';
import { parseFact, parseRow, syncRequest, syncResponse } from '@hazri/sync-protocol';
import type { Row, SyncRequest, SyncResponse } from '@hazri/sync-protocol';
import type { WireReply, WireRequest } from './server-edge.ts';
import type { SimServer } from './sim-server.ts';
import { Violation } from './violation.ts';

/** Rights are looked up when a request comes in; its answer may leave this much later. */
const ANSWER_SLACK_MS = 60_000;

export async function checkReply(
  server: SimServer,
  request: WireRequest,
  reply: WireReply,
  now: number,
): Promise<void> {
  if (request.path !== '/api/sync' || reply.status !== 200) return;
  const sent = syncRequest.parse(JSON.parse(request.body ?? ''));
  const { results, changes } = syncResponse.parse(reply.body);
  const final = results.filter(
    ({ outcome, reason }) =>
      outcome !== 'retry' &&
      !(outcome === 'rejected' && ['fact_malformed', 'field_forbidden'].includes(reason ?? '')),
  );
  if (final.length > 0) {
    const ids = final.map(({ id }) => id);
    const held = await server.rows(
      'SELECT f.id, f.received_at FROM facts f JOIN devices d ON d.user_id = f.author_id WHERE d.uuid = ? AND f.id IN (SELECT value FROM json_each(?))',
      [sent.device, JSON.stringify(ids)],
    );
    const stored = new Map(held.map((row) => [row['id'], row['received_at']]));
    const missing = ids.filter((id) => !stored.has(id));
    if (missing.length > 0)
      throw new Violation('acknowledged_is_durable', `answered but not stored: ${missing.join(' ')}`);
    const misdated = final.find(
      ({ id, reason, receivedAt }) => reason !== 'fact_id_conflict' && receivedAt !== stored.get(id),
    );
    if (misdated)
      throw new Violation(
        'first_receipt_stands',
        `told ${JSON.stringify(misdated)}, received at ${String(stored.get(misdated.id))}`,
      );
  }
  if (request.headers['cookie'] === undefined) checkHandOver(sent, results, changes);
  const given = Object.entries(changes).filter(([, change]) => change.rows.length > 0);
  if (given.length === 0) return;
  const reader = await readerOf(server, sent.device, now);
  for (const [scope, { rows }] of given) {
    for (const raw of rows) {
      const row = parseRow(raw);
      if (row === null) throw new Violation('row_readable', `${scope}: ${JSON.stringify(raw)}`);
      if (!mayRead(reader, scope, row))
        throw new Violation('own_rows_only', `${reader.uuid} was given ${scope} ${JSON.stringify(row)}`);
    }
  }
}

/** Without a login a device hands over what students state, and is given nothing (SYNC7). */
function checkHandOver(
  { facts }: SyncRequest,
  results: SyncResponse['results'],
  changes: SyncResponse['changes'],
): void {
  if (Object.keys(changes).length > 0)
    throw new Violation('login_asked_for', `given without a login: ${Object.keys(changes).join(' ')}`);
  const staffs = new Set(
    facts.map(parseFact).flatMap((fact) => {
      const isStaffs = fact.ok && !STUDENT_KINDS.includes(fact.value.kind);
      return isStaffs ? [fact.value.id] : [];
    }),
  );
  const taken = results.find(
    ({ id, outcome }) => staffs.has(id) && outcome !== 'retry' && outcome !== 'duplicate',
  );
  if (taken) throw new Violation('login_asked_for', `taken without a login: ${JSON.stringify(taken)}`);
}

interface Reader {
  readonly uuid: string;
  readonly teaches: ReadonlySet<unknown>;
  readonly attends: ReadonlySet<unknown>;
  /** Notifications that are theirs. */
  readonly told: ReadonlySet<unknown>;
}

/** Straight from the tables, by other queries than those of the product. */
async function readerOf(server: SimServer, device: string, now: number): Promise<Reader> {
  const [user] = await server.rows(
    'SELECT u.id, u.uuid FROM devices d JOIN users u ON u.id = d.user_id WHERE d.uuid = ?',
    [device],
  );
  const id = Number(user?.['id']);
  const teaches = await server.rows(
    'SELECT c.uuid FROM staff s JOIN classes c ON c.id = s.class_id WHERE s.user_id = ? AND (s.until_at IS NULL OR s.until_at > ?)',
    [id, now - ANSWER_SLACK_MS],
  );
  const attends = await server.rows(
    'SELECT c.uuid FROM enrolments e JOIN classes c ON c.id = e.class_id WHERE e.student_id = ? AND (e.until_at IS NULL OR e.until_at > ?)',
    [id, now - ANSWER_SLACK_MS],
  );
  const told = await server.rows('SELECT uuid FROM notifications WHERE user_id = ?', [id]);
  return {
    told: new Set(told.map((row) => row['uuid'])),
    uuid: String(user?.['uuid']),
    teaches: new Set(teaches.map((row) => row['uuid'])),
    attends: new Set(attends.map((row) => row['uuid'])),
  };
}

function mayRead({ uuid, teaches, attends, told }: Reader, scope: string, row: Row): boolean {
  const [name, classId] = scope.split(':');
  switch (name) {
    case 'me':
      if (row.type !== 'notification') return isOwn(uuid, row);
      return told.has(row.id) && (row.studentId === null || isOwn(uuid, row) || teaches.has(row.classId));
    case 'class':
      return (teaches.has(classId) || attends.has(classId)) && isOfClass(row, classId);
    case 'staff':
      return teaches.has(classId) && (row.type === 'headcount' || isOfClass(row, classId));
    default:
      return false;
  }
}

function isOwn(uuid: string, row: Row): boolean {
  if (row.type === 'user') return row.id === uuid;
  return 'studentId' in row && row.studentId === uuid;
}

function isOfClass(row: Row, classId: string | undefined): boolean {
  return row.type === 'class' ? row.id === classId : 'classId' in row && row.classId === classId;
}
