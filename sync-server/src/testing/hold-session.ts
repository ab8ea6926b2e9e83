/** Holds a session of a class from its beginning to its end, as a professor's device states it. */
import type { FactId, MarkStatus, SessionId } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { TestDevice, World } from './server-world.ts';
import { makeFact, newId, sync } from './server-world.ts';

const HOUR_MS = 3_600_000;

interface Issuer {
  readonly device: TestDevice;
  readonly kid: number;
}

interface Meeting {
  readonly startsAt: number;
  /** By student number; the reason is `because <number>`. */
  readonly marks?: Readonly<Record<string, MarkStatus>> | undefined;
  readonly ofClass?: ClassRecord | undefined;
  /** Between its beginning and the marks, which are an hour later. */
  readonly during?: ((sessionId: SessionId) => Promise<void>) | undefined;
  /** Left running. */
  readonly endless?: boolean | undefined;
}

export async function holdSession(
  world: World,
  { device, kid }: Issuer,
  { startsAt, marks = {}, ofClass = world.ofClass, during, endless = false }: Meeting,
): Promise<SessionId> {
  const { rows } = await world.server.deps.database.client.execute('SELECT uuid, student_no FROM users');
  const uuidOf = new Map(rows.map((row) => [row['student_no'], row['uuid']]));
  world.clock.set(startsAt);
  const sessionId = newId(world) as SessionId;
  const { uuid, policy } = ofClass;
  const opened = { sessionId, classId: uuid as never, startsAt, kid, clockOffsetMs: 0, policy };
  await sync(world, device, [makeFact(world, device, 'session.opened', opened)]);
  await during?.(sessionId);
  world.clock.advance(HOUR_MS);
  const facts = Object.entries(marks).map(([no, status]) =>
    makeFact(world, device, 'mark', {
      sessionId,
      studentId: uuidOf.get(no) as never,
      status,
      reason: `because ${no}`,
    }),
  );
  const at = world.clock.now();
  const end = makeFact(world, device, 'session.completed', { sessionId, at, clockOffsetMs: 0 });
  await sync(world, device, endless ? facts : [...facts, end]);
  return sessionId;
}

/** The fact that the mark in force of a student comes from. */
export async function markIdOf(world: World, sessionId: SessionId, studentNo: string): Promise<FactId> {
  const { rows } = await world.server.deps.database.client.execute({
    sql: `SELECT json_extract(a.mark, '$.factId') AS id FROM attendance a JOIN sessions s ON s.id = a.session_id
          JOIN users u ON u.id = a.student_id WHERE s.uuid = ? AND u.student_no = ?`,
    args: [sessionId, studentNo],
  });
  return rows[0]?.['id'] as unknown as FactId;
}
