/** Who teaches a class from now on? Times that were stay on record, and what was stated in them counts (SES4). */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import { classes, staff } from '../db/class-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { takenBack } from '../notifications/take-back.ts';
import { classScope, meOf, staffScope } from '../sync/poke-hub.ts';
import type { ClassRecord, StaffRecord } from './catalogue.ts';

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'database' | 'pokes' | 'writer'>;
type Role = StaffRecord['role'];

/**
 * @param role null: no longer staff
 * @param audit the log's entry but for the class
 */
export async function changeStaff(
  { catalogue, clock, database, pokes, writer }: Deps,
  ofClass: ClassRecord,
  userId: number,
  role: Role | null,
  audit: Omit<AuditEntry, 'subject'>,
): Promise<Result<null, 'last_professor'>> {
  const done = await writer.run(async (turn) => {
    const now = clock.now();
    const open = catalogue.staffOf(ofClass.id).filter(({ until }) => until === null);
    const held = open.find((record) => record.userId === userId);
    if (held?.role === role || (!held && role === null)) return ok(null);
    const stays = role === 'professor' || open.some((other) => other !== held && other.role === 'professor');
    if (!stays) return fail('last_professor');
    const rows: StaffRecord[] = held && held.from < now ? [{ ...held, until: now }] : [];
    // A time that began this very moment is replaced: its key is the moment.
    if (role !== null) rows.push({ classId: ofClass.id, userId, role, from: now, until: null });
    else if (held && held.from >= now) rows.push({ ...held, until: held.from });
    const row = catalogue.classById(ofClass.id) ?? ofClass;
    turn.audit({ ...audit, subject: `class:${ofClass.uuid}` });
    // Class rows name their staff with their keys (SYNC5).
    const statements = [upsertRows(staff, rows), upsertRows(classes, [{ ...row, rev: turn.nextRev() }])];
    const told = role === null ? await takenBack(database, turn, userId, ofClass.id, now) : [];
    if (told.length > 0) statements.push(upsertRows(notifications, told));
    await turn.commit(statements, null, () => catalogue.reload());
    return ok(null);
  });
  pokes.publish(new Set([classScope(ofClass.uuid), staffScope(ofClass.uuid), meOf(userId)]));
  return done;
}
