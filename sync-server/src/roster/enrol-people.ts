/** Puts people who were written down onto a roster: accounts for those who have none, then a fact for each. */
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { CodeOwner, DrawnCode } from '../auth/account-codes.ts';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import type { Topic } from '../db/change-log.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { CheckedRow } from './check-people.ts';
import { checkPerson } from './check-people.ts';
import { loadKnownPeople } from './known-people.ts';
import type { PersonRow } from './read-people.ts';
import type { StateDeps } from '../sync/state-facts.ts';
import { addToRoster } from './state-enrolments.ts';

export type EnrolDeps = StateDeps & Pick<AppDeps, 'database' | 'writer'>;

export interface Enrolling {
  readonly author: User;
  readonly ofClass: ClassRecord;
  /** Since when those who are new are on the roster, epoch ms. */
  readonly from: number;
  /** Draws a code for each account that can be taken over since now; null: none are wanted. */
  readonly draw: ((owner: CodeOwner) => DrawnCode) | null;
}

/** A row with whom it came to mean; null for those that were refused. */
export interface EnrolledRow {
  readonly checked: CheckedRow;
  readonly student: User | null;
  /** It is nowhere else: only its hash is stored. */
  readonly code: DrawnCode | null;
}

/**
 * Few rows at a time: one transaction for the accounts, one flush for the facts. Safe to do again after a crash in
 * between: the accounts are known then, and the facts still missing.
 * @param audit what to note in the audit log with the accounts
 */
export async function enrolPeople(
  deps: EnrolDeps,
  { author, ofClass, from, draw }: Enrolling,
  rows: readonly PersonRow[],
  audit: (checked: readonly CheckedRow[]) => readonly AuditEntry[] = () => [],
): Promise<readonly EnrolledRow[]> {
  // Looked up within the turn: nobody else writes, so no e-mail or number is given twice.
  const enrolled = await deps.writer.run(async (turn): Promise<readonly EnrolledRow[]> => {
    const known = await loadKnownPeople(deps.database, ofClass.id, rows);
    const checked = rows.map((row) => checkPerson(row, known, from));
    const made = checked.map((one) => accountFor(deps, turn, one));
    const changed = made.flatMap(({ row }) => row ?? []);
    const codes = made.map(({ row }, index) =>
      draw !== null && row !== null && isOfferedFirst(row, checked[index]) ? draw(row) : null,
    );
    for (const entry of audit(checked)) turn.audit(entry);
    const topics = changed.flatMap(({ id }): Topic[] => [`user:${id}`, `me:${id}`]);
    const statements = codes.flatMap((code) => code?.statement ?? []);
    await turn.commit(changed.length > 0 ? [upsertRows(users, changed), ...statements] : [], topics);
    return made.map(({ student }, index) => ({
      checked: checked[index] ?? refusedAt(index),
      student,
      code: codes[index] ?? null,
    }));
  });
  const joining = enrolled.filter(({ checked }) => checked.verdict === 'new' || checked.verdict === 'known');
  if (joining.length > 0) {
    const uuids = joining.flatMap(({ student }) => student?.uuid ?? []);
    const refusals = await addToRoster(deps, author, ofClass, uuids, from);
    const reason = refusals.find((refusal) => refusal !== null);
    // Students and class are there, and the author may state it: only a mistake of ours is refused here.
    if (reason !== undefined) throw new Error(`an enrolment was refused: ${reason}`);
  }
  return enrolled;
}

function refusedAt(index: number): never {
  throw new Error(`row ${index} was not checked`);
}

/**
 * An account that nobody could take over before. One of an earlier import has a code in somebody's hand, which a new
 * one would end; and whoever imports an address must not come by the account of its owner.
 */
function isOfferedFirst({ email, passwordHash }: User, checked: CheckedRow | undefined): boolean {
  if (email === null || passwordHash !== null) return false;
  return checked?.verdict === 'new' || (checked?.verdict === 'known' && checked.user.state === 'walk_in');
}

/** `row`: to be written; null when the account stays as it is. */
function accountFor(
  { clock, random }: EnrolDeps,
  turn: WriteTurn,
  checked: CheckedRow,
): { readonly student: User | null; readonly row: User | null } {
  switch (checked.verdict) {
    case 'refused':
      return { student: null, row: null };
    case 'enrolled':
      return { student: checked.user, row: null };
    case 'known': {
      const { user, email, studentNo } = checked;
      if (email === null && studentNo === null) return { student: user, row: null };
      const completed: User = {
        ...user,
        email: email ?? user.email,
        studentNo: studentNo ?? user.studentNo,
        // Somebody whom staff had added by number alone can take the account over now.
        state: user.state === 'walk_in' && email !== null ? 'active' : user.state,
        rev: turn.nextRev(),
      };
      return { student: completed, row: completed };
    }
    case 'new': {
      const { row } = checked;
      const made: User = {
        id: turn.nextId('users'),
        uuid: newUuid(clock, random),
        email: row.email === '' ? null : row.email,
        role: 'student',
        state: row.email === '' ? 'walk_in' : 'active',
        // Nobody can sign in until its owner takes the account over: there is no password to guess or to hand out.
        passwordHash: null,
        givenName: row.givenName,
        familyName: row.familyName,
        studentNo: row.studentNo === '' ? null : row.studentNo,
        employeeNo: null,
        createdAt: clock.now(),
        rev: turn.nextRev(),
      };
      return { student: made, row: made };
    }
  }
}
