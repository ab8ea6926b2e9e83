/** Whom does each row of a file name, as far as the file alone can tell? */
import type { ImportColumns, ImportField, ImportRow } from '@hazri/sync-protocol/api/roster';
import { MAX_EMAIL, MAX_NAME, MAX_STUDENT_NO } from '@hazri/sync-protocol/api/roster';
import type { FileRow } from './reading/table.ts';

export type RowIssue = ImportRow['issues'][number];

/** One person as somebody wrote them down. Empty text: not given. */
export interface PersonRow {
  readonly line: number;
  readonly studentNo: string;
  /** Lower case. */
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  /** What is wrong with the row by itself. */
  readonly issues: readonly RowIssue[];
}

export function readPeople(
  rows: readonly FileRow[],
  columns: ImportColumns,
  emailDomain: string,
): readonly PersonRow[] {
  const lineByIdentity = new Map<string, number>();
  return rows.map(({ line, cells }) => {
    const cell = (field: ImportField) => cells[columns[field] ?? -1] ?? '';
    const given = readPerson(
      {
        line,
        studentNo: cell('studentNo'),
        email: cell('email'),
        ...namesOf(cell('fullName'), cell('givenName'), cell('familyName')),
      },
      emailDomain,
    );
    const repeated = identitiesOf(given).flatMap(([field, identity]): RowIssue[] => {
      const earlier = lineByIdentity.get(identity);
      return earlier === undefined ? [] : [{ field, code: 'repeated', line: earlier }];
    });
    for (const [, identity] of identitiesOf(given))
      if (!lineByIdentity.has(identity)) lineByIdentity.set(identity, line);
    return { ...given, issues: [...given.issues, ...repeated] };
  });
}

type Written = Omit<PersonRow, 'issues'>;

/** One person with what is wrong about them whoever else there is. */
export function readPerson(written: Written, emailDomain: string): PersonRow {
  const person = { ...written, email: written.email.toLowerCase() };
  const issues: RowIssue[] = [];
  const add = (field: RowIssue['field'], code: RowIssue['code']) => issues.push({ field, code, line: null });
  if (person.email === '' && person.studentNo === '') add(null, 'identity_missing');
  if (person.studentNo.length > MAX_STUDENT_NO) add('studentNo', 'too_long');
  if (person.givenName.length > MAX_NAME) add('givenName', 'too_long');
  if (person.familyName.length > MAX_NAME) add('familyName', 'too_long');
  if (person.email.length > MAX_EMAIL) add('email', 'too_long');
  else if (person.email !== '') {
    const fault = emailFault(person.email, emailDomain);
    if (fault !== null) add('email', fault);
  }
  return { ...person, issues };
}

/** ASCII only: a look-alike letter is another mailbox. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

function emailFault(email: string, domain: string): 'email_malformed' | 'email_domain' | null {
  const [local = '', host = '', ...more] = email.split('@');
  if (more.length > 0 || !LOCAL_PART.test(local) || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host))
    return 'email_malformed';
  return host === domain ? null : 'email_domain';
}

/** Numbers are one person's whatever their case. */
function identitiesOf({ email, studentNo }: Written): readonly (readonly [ImportField, string])[] {
  return [
    ...(email === '' ? [] : [['email', `email:${email}`] as const]),
    ...(studentNo === '' ? [] : [['studentNo', `no:${studentNo.toLowerCase()}`] as const]),
  ];
}

/** Names in two columns, or in one: "Rao, Sunita" and "Sunita Rao" alike. A name of one word is a given name. */
function namesOf(
  full: string,
  given: string,
  family: string,
): { readonly givenName: string; readonly familyName: string } {
  if (given !== '' || (family !== '' && full === '')) {
    return given === '' ? { givenName: family, familyName: '' } : { givenName: given, familyName: family };
  }
  const comma = full.indexOf(',');
  if (comma > 0 && comma < full.length - 1)
    return { givenName: full.slice(comma + 1).trim(), familyName: full.slice(0, comma).trim() };
  const space = full.lastIndexOf(' ');
  return space < 0
    ? { givenName: full, familyName: family }
    : { givenName: full.slice(0, space), familyName: full.slice(space + 1) };
}
