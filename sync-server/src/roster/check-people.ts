/** What becomes of each row, given who is known? Pure: the preview and the import ask the same. */
import type { ImportRow, RowFault } from '@hazri/sync-protocol/api/roster';
import type { User } from '../auth/accounts.ts';
import type { KnownPeople } from './known-people.ts';
import type { PersonRow, RowIssue } from './read-people.ts';

export type CheckedRow = { readonly row: PersonRow } & (
  | { readonly verdict: 'new' }
  /** `email`, `studentNo`: what the account lacks and the row gives. */
  | {
      readonly verdict: 'known';
      readonly user: User;
      readonly email: string | null;
      readonly studentNo: string | null;
    }
  | { readonly verdict: 'enrolled'; readonly user: User }
  | { readonly verdict: 'refused'; readonly issues: readonly RowIssue[] }
);

/** @param from since when those who are new are on the roster, epoch ms */
export function checkPerson(row: PersonRow, known: KnownPeople, from: number): CheckedRow {
  if (row.issues.length > 0) return { row, verdict: 'refused', issues: row.issues };
  const refuse = (field: RowIssue['field'], code: RowFault): CheckedRow => ({
    row,
    verdict: 'refused',
    issues: [{ field, code, line: null }],
  });
  const byEmail = known.byEmail.get(row.email);
  const byNumber = known.byNumber.get(row.studentNo.toLowerCase());
  const user = byEmail ?? byNumber;
  if (!user) return row.givenName === '' ? refuse('givenName', 'name_missing') : { row, verdict: 'new' };
  if (user.role !== 'student') return refuse('email', 'not_a_student');
  if (byEmail) {
    if (byNumber && byNumber.id !== byEmail.id) return refuse('studentNo', 'number_taken');
    if (!byNumber && row.studentNo !== '' && byEmail.studentNo !== null)
      return refuse('studentNo', 'number_differs');
  } else {
    const otherEmail = row.email !== '' && user.email !== null;
    if (otherEmail || !mayBeSame(row, user)) return refuse('studentNo', 'number_taken');
  }
  const enrolment = known.enrolmentByStudent.get(user.id);
  const lacks = {
    email: user.email === null && row.email !== '' ? row.email : null,
    studentNo: user.studentNo === null && row.studentNo !== '' ? row.studentNo : null,
  };
  const complete = lacks.email === null && lacks.studentNo === null;
  const covered = enrolment?.until === null && enrolment.from <= from;
  return covered && complete ? { row, verdict: 'enrolled', user } : { row, verdict: 'known', user, ...lacks };
}

export function asImportRow(checked: CheckedRow): ImportRow {
  const { line, studentNo, email, givenName, familyName } = checked.row;
  const issues = checked.verdict === 'refused' ? [...checked.issues] : [];
  return { line, studentNo, email, givenName, familyName, verdict: checked.verdict, issues };
}

/**
 * A number alone says who somebody is, so a wrong digit would enrol a stranger: the names must have a word in
 * common, wherever it stands. A row without names trusts the number.
 */
function mayBeSame(row: PersonRow, user: User): boolean {
  const written = wordsOf(`${row.givenName} ${row.familyName}`);
  const held = wordsOf(`${user.givenName} ${user.familyName}`);
  if (written.length === 0 || held.length === 0) return true;
  return written.some((word) => held.some((other) => other === word));
}

function wordsOf(name: string): readonly string[] {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word.length > 1 || /[^a-z]/.test(word));
}
