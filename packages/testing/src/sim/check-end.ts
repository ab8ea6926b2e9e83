/** What must hold once the network is back and everybody has signed in and synced: the invariants at quiescence. */
import { isDeepStrictEqual } from 'node:util';
import type { FactKey } from '@hazri/domain';
import { factKey, foldAttendance } from '@hazri/domain';
import { parseRow, rowKey, syncResponse } from '@hazri/sync-protocol';
import type { Row, RowOf, Scope } from '@hazri/sync-protocol';
import { rowsByScope } from './device-rows.ts';
import type { Account } from './account.ts';
import type { Phone } from './phone.ts';
import { num, text } from './raw-rows.ts';
import { referenceRecord } from './reference-record.ts';
import { idOf } from './school.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';
import { isStored } from './world.ts';

/** Pages of one fresh pull: a server that always says `more` must not hang the simulation. */
const MAX_PAGES = 50;

/** Nobody's facts are gone, and what the server holds is what people stated, once. */
export async function checkNothingLost(world: World): Promise<void> {
  const { saved, acknowledged, lostForGood } = world.ledger;
  const stored = [...acknowledged].filter(isStored).map(([key]) => key);
  const undone = await world.missingFacts(stored);
  if (undone.length > 0) throw new Violation('acknowledged_is_durable', `in the end: ${undone.join(' ')}`);
  const promised = [...saved.keys(), ...world.planted].filter((key) => {
    const outcome = acknowledged.get(key);
    return !lostForGood.has(key) && (outcome === undefined || isStored([key, outcome]));
  });
  const lost = await world.missingFacts(promised);
  if (lost.length > 0)
    throw new Violation('nothing_lost', lost.map((key) => describeFact(world, key)).join(' '));
  for (const row of await world.server.rows(
    'SELECT f.id, f.json, u.uuid AS author FROM facts f JOIN users u ON u.id = f.author_id',
  )) {
    const mine = saved.get(factKey(idOf<'user'>(text(row, 'author')), idOf<'fact'>(text(row, 'id'))));
    if (mine === undefined) continue;
    if (!isDeepStrictEqual(JSON.parse(text(row, 'json')), JSON.parse(JSON.stringify(mine.fact))))
      throw new Violation('stored_as_stated', `${text(row, 'json')} by ${text(row, 'author')}`);
  }
}

function describeFact({ ledger }: World, key: FactKey): string {
  const found = ledger.saved.get(key);
  return found ? `${found.fact.kind} ${found.fact.id} of ${found.person.name}` : key;
}

/** The server's sessions, verdicts and attendance are those of the reference fold; its tallies add up. */
export async function checkRecord(world: World): Promise<void> {
  const { server } = world;
  const folded = await referenceRecord(world);
  const sessions = await server.rows('SELECT * FROM sessions');
  for (const row of sessions) {
    const state = [...folded.sessions.values()].find(({ id }) => id === row['uuid']);
    const words = (from: Readonly<Record<string, unknown>>) => [
      from['status'],
      from['startsAt'],
      from['openedAt'],
      from['closedAt'],
    ];
    const server = words({
      status: row['status'],
      startsAt: row['starts_at'],
      openedAt: row['opened_at'],
      closedAt: row['closed_at'],
    });
    const reference = state === undefined ? null : words({ ...state });
    if (!isDeepStrictEqual(server, reference))
      throw new Violation(
        'record_is_reference',
        `session ${text(row, 'uuid')}: server ${say(server)} reference ${say(reference)}`,
      );
  }
  await checkVerdicts(world, folded.scans);
  const rows = await server.rows(
    'SELECT a.*, s.uuid AS session, u.uuid AS student FROM attendance a JOIN sessions s ON s.id = a.session_id JOIN users u ON u.id = a.student_id',
  );
  const left = new Map(rows.map((row) => [`${text(row, 'session')} ${text(row, 'student')}`, row]));
  for (const [sessionId, roster] of folded.attendance) {
    for (const [student, { status, source, at, minutesLate, trust }] of roster) {
      const key = `${sessionId} ${student}`;
      const row = left.get(key);
      left.delete(key);
      const reference = { status, source, at, minutesLate, trust };
      const server = row && {
        status: row['status'],
        source: row['source'],
        at: row['at'],
        minutesLate: row['minutes_late'],
        trust: row['trust'],
      };
      // A row exists only once there is something to say.
      if (server === undefined ? status !== 'expected' : !isDeepStrictEqual(server, reference))
        throw new Violation(
          'record_is_reference',
          `attendance ${key}: server ${say(server)} reference ${say(reference)}`,
        );
    }
  }
  for (const [key, row] of left) {
    if (row['status'] !== 'expected' && row['status'] !== 'void')
      throw new Violation('record_is_reference', `attendance ${key}: server ${say(row)} reference nothing`);
  }
  await checkTallies(world, rows);
}

async function checkVerdicts(
  { server }: World,
  folded: Awaited<ReturnType<typeof referenceRecord>>['scans'],
): Promise<void> {
  for (const row of await server.rows(
    'SELECT s.*, u.uuid AS student FROM scans s JOIN users u ON u.id = s.student_id',
  )) {
    const judged = folded.get(factKey(idOf<'user'>(text(row, 'student')), idOf<'fact'>(text(row, 'uuid'))));
    // The fold doesn't know of a scan that only a witness who doesn't count tells of; the server shows it.
    if (judged === undefined && row['own_receipt'] === 0 && row['outcome'] !== 'accepted') continue;
    const server = [row['outcome'], row['reason'], row['trust'], row['token_time']];
    const verdict = judged?.verdict;
    const reference = verdict && [verdict.outcome, verdict.reason, verdict.trust, verdict.tokenTime];
    if (isUnknownKey(server) && isUnknownKey(reference ?? [])) continue;
    if (!isDeepStrictEqual(server, reference))
      throw new Violation(
        'record_is_reference',
        `scan ${text(row, 'uuid')}: server ${say(server)} reference ${say(reference)}`,
      );
  }
}

/**
 * A key that nobody knows may have been issued in a life that is lost, so that its scans wait after a restore; those
 * that were judged before it stay rejected (SCAN1). Neither counts.
 */
function isUnknownKey([outcome, reason]: readonly unknown[]): boolean {
  return (
    (outcome === 'rejected' && reason === 'token_unknown_key') ||
    (outcome === 'waiting' && reason === 'pending_key')
  );
}

/** Who didn't hold a scan back must not be suspected of it (SCAN8); whether the others are is the reference's to say. */
export async function checkSuspicions(world: World): Promise<void> {
  const rows = await world.server.rows("SELECT * FROM scans WHERE reason = 'scan_withheld'");
  const isGuilty = (row: (typeof rows)[number]) => world.heldBack.has(Number(row['scanned_at']));
  for (const _ of rows.filter(isGuilty)) world.count('held back and found out');
  const suspected = rows.find((row) => !isGuilty(row));
  if (suspected) throw new Violation('nobody_withheld', `scan ${text(suspected, 'uuid')}: ${say(suspected)}`);
}

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

async function checkTallies(
  { server }: World,
  attendance: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (const tally of await server.rows('SELECT * FROM tallies')) {
    const own = attendance.filter(
      (row) => row['class_id'] === tally['class_id'] && row['student_id'] === tally['student_id'],
    );
    for (const status of COUNTED) {
      const count = own.filter((row) => row['status'] === status).length;
      if (count !== num(tally, status))
        throw new Violation('tallies_add_up', `${say(tally)} but ${count} rows are ${status}`);
    }
  }
}

/** The outbox of an account that may sync is empty, and nothing had to be put aside. */
export function checkOutbox(account: Account, where: string): void {
  const unsent = account.store.unsent();
  if (unsent.length > 0)
    throw new Violation(
      'outbox_empties',
      `${where}: ${unsent.map(({ kind, id }) => `${kind} ${id}`).join(' ')}`,
    );
  const aside = [...account.store.quarantined()];
  if (aside.length > 0) throw new Violation('nothing_quarantined', `${where}: ${say(aside)}`);
}

/** The device's replica is what the server would give it anew, and folds to the server's attendance. */
export async function checkReplica(world: World, phone: Phone, account: Account): Promise<void> {
  const where = `${account.person.name} on ${phone.traits.name}`;
  const fresh = await world.time.runThrough(freshPull(phone, account));
  const held = await rowsByScope(account.store);
  const scopes = new Set<Scope>([...fresh.keys(), ...held.keys()]);
  for (const scope of scopes) {
    const wanted = fresh.get(scope);
    const own = held.get(scope);
    if (wanted === undefined || own === undefined)
      throw new Violation('replica_is_fresh_pull', `${where}: ${scope} is only ${wanted ? 'given' : 'held'}`);
    for (const key of new Set([...wanted.keys(), ...own.keys()])) {
      if (!isDeepStrictEqual(wanted.get(key), own.get(key)))
        throw new Violation(
          'replica_is_fresh_pull',
          `${where}: ${scope} ${key}: given ${say(wanted.get(key))} held ${say(own.get(key))}`,
        );
    }
  }
  checkDeviceFold(where, held);
}

type Replica = ReadonlyMap<Scope, ReadonlyMap<string, Row>>;

async function freshPull(phone: Phone, account: Account): Promise<Replica> {
  const rows = new Map<Scope, Map<string, Row>>();
  let cursors: Record<string, number> = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const reply = await phone.requests.pull(account, cursors);
    const parsed = syncResponse.safeParse(reply?.body);
    if (!parsed.success) throw new Violation('fresh_pull_works', `${account.person.name}: ${say(reply)}`);
    let more = false;
    for (const [name, change] of Object.entries(parsed.data.changes)) {
      const scope = name as Scope;
      const into = rows.get(scope) ?? new Map<string, Row>();
      rows.set(scope, into);
      for (const row of change.rows.map(parseRow)) {
        if (row?.deleted === true) into.delete(rowKey(row));
        else if (row) into.set(rowKey(row), row);
      }
      cursors = { ...cursors, [scope]: change.cursor };
      more ||= change.more;
    }
    if (!more) return rows;
  }
  throw new Violation('fresh_pull_works', 'it never ends');
}

function checkDeviceFold(where: string, replica: Replica): void {
  const all = [...replica.values()].flatMap((rows) => [...rows.values()]);
  const sessions = new Map(
    all.filter((row): row is RowOf<'session'> => row.type === 'session').map((row) => [row.id, row]),
  );
  for (const row of all) {
    if (row.type !== 'attendance') continue;
    // Of a class that one has left only one's own record stays.
    const session = sessions.get(row.sessionId);
    if (session === undefined) continue;
    const { mark, scan, excused, onRoster, status, source, at, minutesLate, trust } = row;
    const folded = foldAttendance({ session, mark, scan, excused, onRoster });
    if (!isDeepStrictEqual(folded, { status, source, at, minutesLate, trust }))
      throw new Violation('device_folds_alike', `${where}: row ${say(row)} folds to ${say(folded)}`);
  }
}

function say(value: unknown): string {
  return JSON.stringify(value);
}
