/** Which class a code belongs to, from what the phone knows: session by ref, else staff by key id (SYNC5). */
import { sessionRef, type Token } from '@hazri/domain';
import { say } from '../../words/say.ts';
import type { ClassRow, SessionRow } from '../live/records.ts';

export interface CodeOwner {
  readonly session: SessionRow | null;
  readonly class: ClassRow | null;
  /** Name of the staff member whose screen shows the code; null when the phone doesn't know the key id. */
  readonly staffName: string | null;
}

export function whoseCode(
  token: Pick<Token, 'ref' | 'kid'>,
  sessions: readonly SessionRow[],
  classes: readonly ClassRow[],
): CodeOwner {
  const session = sessions.find((row) => sessionRef(row.id) === token.ref) ?? null;
  const ofStaff = classes.filter((row) => row.staff.some((member) => member.kids.includes(token.kid)));
  // A key id is shared by all classes of its owner: it names the class only where there is one.
  const ownClass =
    session === null
      ? ofStaff.length === 1
        ? ofStaff[0]
        : undefined
      : classes.find((row) => row.id === session.classId);
  const member = ofStaff.flatMap((row) => row.staff).find((person) => person.kids.includes(token.kid));
  return {
    session,
    class: ownClass ?? null,
    staffName: member === undefined ? null : `${member.givenName} ${member.familyName}`.trim(),
  };
}

/** How the class is called on screens: "CS301 Operating Systems". */
export function className(row: Pick<ClassRow, 'course' | 'title'>): string {
  return `${row.course} ${row.title}`.trim();
}

/** Its name for those who teach several sections of one course: "CS301 Operating Systems · Section B". */
export function sectionName(row: Pick<ClassRow, 'course' | 'title' | 'section'>): string {
  const { section } = row;
  return section === '' ? className(row) : `${className(row)} · ${say('class.section', { section })}`;
}
