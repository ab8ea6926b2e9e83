/**
 * A student joins a class by its code. That isn't a fact (only staff may state enrolments, SES4): it is put on record
 * as an import is, and what facts of staff say about the enrolment comes on top of it.
 */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { User } from '../auth/accounts.ts';
import { applyAttendance, applyEnrolments } from '../sync/apply.ts';
import { changesOf } from '../sync/changed-scopes.ts';
import { judgeTouched } from '../sync/judge.ts';
import { Touched } from '../sync/touched.ts';
import { NO_REV, pairKey } from '../sync/rows.ts';
import { WorkingSet } from '../sync/working-set.ts';
import { writeSet } from '../sync/write-set.ts';
import type { ClassRecord } from './catalogue.ts';
import { newUuid } from './catalogue.ts';
import { enrolledCounts } from './class-views.ts';

export type JoinFault = 'join_code_unknown' | 'join_closed' | 'join_ended' | 'class_full';

type Deps = Pick<
  AppDeps,
  'catalogue' | 'clock' | 'database' | 'keys' | 'life' | 'pokes' | 'random' | 'writer'
>;

export interface Joining {
  readonly ofClass: ClassRecord;
  /** False: the student was a member already. */
  readonly fresh: boolean;
}

/** @param code in its normal form */
export async function joinClass(
  { catalogue, clock, database, keys, life, pokes, random, writer }: Deps,
  student: User,
  code: string,
  audit: Omit<AuditEntry, 'subject'>,
): Promise<Result<Joining, JoinFault>> {
  const judging = {
    catalogue,
    keys,
    keysRestored: life.keysRestored,
    newUuid: () => newUuid(clock, random),
    now: clock.now,
  };
  return writer.run(async (turn) => {
    const now = clock.now();
    const ofClass = catalogue.classByJoinCode(code);
    if (!ofClass || ofClass.archivedAt !== null) return fail('join_code_unknown');
    const set = new WorkingSet(database, turn);
    await set.loadEnrolments([[ofClass.id, student.id]]);
    const known = set.enrolments.get(pairKey(ofClass.id, student.id));
    if (known && (known.until === null || known.until > now)) return ok({ ofClass, fresh: false });
    if (known) return fail('join_ended');
    if (ofClass.joinUntil !== null && now > ofClass.joinUntil) return fail('join_closed');
    const taken = (await enrolledCounts(database, [ofClass.id], now)).get(ofClass.id) ?? 0;
    if (ofClass.capacity !== null && taken >= ofClass.capacity) return fail('class_full');
    set.enrolments.put({
      classId: ofClass.id,
      studentId: student.id,
      from: now,
      until: null,
      addedAt: now,
      baseFrom: now,
      baseUntil: null,
      rev: NO_REV,
    });
    const touched = new Touched();
    touched.addEnrolment(ofClass.id, student.id);
    await applyEnrolments(judging, set, touched);
    // Scans that came as a walk-in's count from now on (SES3).
    await judgeTouched(judging, set, touched);
    await applyAttendance(set, touched);
    const { scopes, topics } = changesOf(set, catalogue);
    turn.audit({ ...audit, subject: `class:${ofClass.uuid}` });
    await turn.commit(writeSet(set).statements, topics);
    pokes.publish(scopes);
    return ok({ ofClass, fresh: true });
  });
}
