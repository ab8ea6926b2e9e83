/** Judges again what hangs on something that isn't a fact: a key that was revoked (SCAN11). */
import { sql } from 'drizzle-orm';
import { sessions } from '../db/class-schema.ts';
import type { Writer } from '../db/writer.ts';
import { applyAttendance } from './apply.ts';
import { changesOf } from './changed-scopes.ts';
import type { FlushDeps } from './flush-deps.ts';
import { nameScanOutcomes } from './name-scan-outcomes.ts';
import { judgeTouched } from './judge.ts';
import { noteNews } from './note-news.ts';
import type { PokeHub } from './poke-hub.ts';
import { Touched } from './touched.ts';
import { WorkingSet } from './working-set.ts';
import { writeSet } from './write-set.ts';

/** Day keys reach this far: a key revoked now can't matter to older sessions. */
const REACH_MS = 15 * 86_400_000;

/** @returns a function for after kids were revoked: judges the sessions that they may have shown */
export function makeRejudge(
  deps: FlushDeps,
  writer: Writer,
  pokes: PokeHub,
): (kids: readonly number[]) => Promise<void> {
  return (kids) =>
    writer.run(async (turn) => {
      await deps.catalogue.reload();
      const owners = new Set(kids.flatMap((kid) => deps.catalogue.kid(kid)?.userId ?? []));
      const classIds = [...owners].flatMap((owner) =>
        deps.catalogue.staffRecordsOf(owner).map((record) => record.classId),
      );
      const set = new WorkingSet(deps.database, turn);
      const touched = new Touched();
      const since = deps.now() - REACH_MS;
      const recent = await deps.database.orm
        .select()
        .from(sessions)
        .where(
          sql`${sessions.classId} in (select value from json_each(${JSON.stringify(classIds)})) and ${sessions.startsAt} > ${since} and ${sessions.openedAt} is not null`,
        );
      set.sessions.take(recent);
      for (const { id } of recent) touched.judgeSessions.add(id);
      await judgeTouched(deps, set, touched);
      await applyAttendance(set, touched);
      await nameScanOutcomes(set);
      await noteNews(deps, set, deps.now());
      const { scopes, topics } = changesOf(set, deps.catalogue);
      const written = writeSet(set);
      await turn.commit(written.statements, topics);
      deps.tell(written.notifications);
      pokes.publish(scopes);
    });
}
