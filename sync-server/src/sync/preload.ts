/** Reads every row that a round of facts names, so that taking them in needs no database. */
import { sql } from 'drizzle-orm';
import type { Fact } from '@hazri/domain';
import { parseReceipt, sessionRef } from '@hazri/domain';
import type { DeviceRecord } from '../auth/devices.ts';
import type { Database } from '../db/open-database.ts';
import { devices } from '../db/people-schema.ts';
import { pairKey } from './rows.ts';
import type { Pair, UserRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

/** @param deviceByUuid is filled with the devices that receipts name */
export async function preload(
  database: Database,
  set: WorkingSet,
  round: readonly Fact[],
  deviceByUuid: Map<string, DeviceRecord>,
): Promise<void> {
  const sessionUuids = new Set<string>();
  const refs = new Set<string>();
  const people = new Set<string>();
  const studentNos = new Set<string>();
  const scanUuids = new Set<string>();
  const requestUuids = new Set<string>();
  const receiptDevices = new Set<string>();
  for (const fact of round) {
    if ('sessionId' in fact.body) sessionUuids.add(fact.body.sessionId);
    switch (fact.kind) {
      case 'session.opened':
        refs.add(sessionRef(fact.body.sessionId));
        break;
      case 'mark':
      case 'enrolment.ended':
        people.add(fact.body.studentId);
        break;
      case 'enrolment.added':
        if (fact.body.studentId) people.add(fact.body.studentId);
        if (fact.body.person) {
          people.add(fact.body.person.personId);
          studentNos.add(fact.body.person.studentNo);
        }
        break;
      case 'scan':
        scanUuids.add(fact.id);
        break;
      case 'review':
        scanUuids.add(fact.body.scanId);
        if (fact.body.studentId) people.add(fact.body.studentId);
        break;
      case 'excuse.decided':
        requestUuids.add(fact.body.excuseId);
        break;
      case 'appeal.decided':
        requestUuids.add(fact.body.appealId);
        break;
      case 'witness': {
        const receipt = parseReceipt(fact.body.receipt);
        if (!receipt.ok) break;
        scanUuids.add(receipt.value.scanId);
        refs.add(receipt.value.token.ref);
        people.add(receipt.value.studentId);
        receiptDevices.add(receipt.value.deviceId);
        break;
      }
      default:
        break;
    }
  }
  await set.loadSessions({ uuids: [...sessionUuids], refs: [...refs] });
  await set.loadPeople([...people]);
  await set.loadUsersByStudentNo([...studentNos]);
  await set.loadScans([...scanUuids]);
  await set.loadRequests([...requestUuids]);
  await loadDevices(database, [...receiptDevices], deviceByUuid);
  await loadMarked(set, round);
  const counted = round.flatMap((fact) =>
    fact.kind === 'headcount' ? (set.sessions.named(fact.body.sessionId)?.id ?? []) : [],
  );
  await set.loadHeadcounts(counted);
}

async function loadMarked(set: WorkingSet, round: readonly Fact[]): Promise<void> {
  const pairs = new Map<string, Pair>();
  const accounts = accountsOfWalkIns(set, round);
  for (const fact of round) {
    if (fact.kind !== 'mark') continue;
    const session = set.sessions.named(fact.body.sessionId);
    const student = set.person(fact.body.studentId) ?? accounts.get(fact.body.studentId);
    if (session && student) pairs.set(pairKey(session.id, student.id), [session.id, student.id]);
  }
  await set.loadAttendance([...pairs.values()], []);
}

/** Whom the round writes down as walk-ins and who have an account: a mark may name them in the same breath. */
function accountsOfWalkIns(set: WorkingSet, round: readonly Fact[]): ReadonlyMap<string, UserRow> {
  const accounts = new Map<string, UserRow>();
  for (const fact of round) {
    if (fact.kind !== 'enrolment.added' || !fact.body.person) continue;
    const { personId, studentNo } = fact.body.person;
    const account = set.users.all().find((row) => row.studentNo === studentNo);
    if (account) accounts.set(personId, account);
  }
  return accounts;
}

async function loadDevices(
  { orm }: Database,
  uuids: readonly string[],
  into: Map<string, DeviceRecord>,
): Promise<void> {
  if (uuids.length === 0) return;
  const where = sql`${devices.uuid} in (select value from json_each(${JSON.stringify(uuids)}))`;
  for (const row of await orm.select().from(devices).where(where)) into.set(row.uuid, row);
}
