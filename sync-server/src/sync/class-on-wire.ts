/** A class and its sessions as they travel: what each of its people holds (SYNC5). */
import type { RowOf } from '@hazri/sync-protocol';
import { asUserId } from '../auth/accounts.ts';
import type { Catalogue, ClassRecord, StaffRecord } from '../catalogue/catalogue.ts';
import type { SessionRow, UserRow } from './rows.ts';
import { asClassId, asFactId, asSessionId } from './session-state.ts';

/**
 * No join code: the row is held by every member, and a code is given out by staff alone.
 * @param people those whose keys are among the members'
 * @param lowPercent the institution's line
 */
export function classRow(
  { catalogue }: { readonly catalogue: Catalogue },
  found: ClassRecord,
  people: readonly UserRow[],
  lowPercent: number,
): RowOf<'class'> {
  const own = catalogue.serverKid();
  const { uuid, course, title, section, term, room, timeZone, policy, timetable, rev } = found;
  return {
    type: 'class',
    rev,
    id: asClassId(uuid),
    course,
    title,
    section,
    term,
    room,
    timeZone,
    policy,
    timetable: [...timetable],
    staff: staffNow(catalogue, found.id).flatMap((record, index) => {
      const person = people.find((row) => row.id === record.userId);
      if (!person) return [];
      const kids = catalogue
        .kidsOf(record.userId)
        .filter((kid) => kid.revokedAt === null)
        .map(({ kid }) => kid);
      const { givenName, familyName } = person;
      // Sessions shown by the server are the first professor's, as far as a phone can tell.
      const all = index === 0 && own ? [...kids, own.kid] : kids;
      return [{ userId: asUserId(person.uuid), givenName, familyName, role: record.role, kids: all }];
    }),
    archivedAt: found.archivedAt,
    lowPercent: found.lowPercent ?? lowPercent,
  };
}

export function staffNow(catalogue: Catalogue, classId: number): readonly StaffRecord[] {
  return catalogue.staffOf(classId).filter((record) => record.until === null);
}

export function sessionRow(found: ClassRecord, row: SessionRow): RowOf<'session'> {
  return {
    type: 'session',
    rev: row.rev,
    ...(row.removedAt === null ? {} : { deleted: true }),
    id: asSessionId(row.uuid),
    classId: asClassId(found.uuid),
    status: row.status,
    startsAt: row.startsAt,
    endsAt: row.plannedEndsAt,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    room: row.room,
    title: row.title,
    policy: row.policy,
    lifecycle: row.lifecycle && { stamp: row.lifecycle.stamp, factId: asFactId(row.lifecycle.factId) },
    ...(row.plan === 'single' ? { single: true } : {}),
    ...(row.cancelReason === null ? {} : { cancelReason: row.cancelReason }),
  };
}
