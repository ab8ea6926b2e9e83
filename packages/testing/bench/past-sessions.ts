/** Sessions that a class has behind it, stated as a professor's device would have stated them. */
import { randomBytes } from 'node:crypto';
import type { FactBodies, FactKind, SessionId, UserId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import type { RunningServer } from '@hazri/sync-server';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FACTS_PER_PUSH = 1_000;

type Professor = Parameters<RunningServer['deps']['ingest']['push']>[0]['author'];
type OfClass = NonNullable<ReturnType<RunningServer['deps']['catalogue']['classByUuid']>>;

/**
 * One session a day, the last one yesterday.
 * @param marks of each session: the students whom the professor marked, with their status
 */
export async function holdSessions(
  { deps }: RunningServer,
  professor: Professor,
  ofClass: OfClass,
  count: number,
  marks: (index: number) => readonly Pick<FactBodies['mark'], 'studentId' | 'status'>[] = () => [],
): Promise<void> {
  const { clock, ingest, issuerKids } = deps;
  const { kid } = await issuerKids.serverKid();
  const now = clock.now();
  for (let index = 0; index < count; index += 1) {
    const startsAt = now - (count - index) * DAY_MS;
    const sessionId: SessionId = uuidv7<'session'>(startsAt, randomBytes(10));
    let counter = 0;
    const fact = <Kind extends FactKind>(kind: Kind, body: FactBodies[Kind], madeAt: number) => ({
      id: uuidv7(madeAt, randomBytes(10)),
      kind,
      v: 1,
      madeAt,
      hlc: [madeAt, counter++],
      body,
    });
    const { policy } = ofClass;
    const classId = ofClass.uuid as FactBodies['session.opened']['classId'];
    const closedAt = startsAt + HOUR_MS;
    const facts = [
      fact('session.opened', { sessionId, classId, startsAt, kid, clockOffsetMs: 0, policy }, startsAt),
      ...marks(index).map((mark) => fact('mark', { sessionId, ...mark }, startsAt)),
      fact('session.completed', { sessionId, at: closedAt, clockOffsetMs: 0 }, closedAt),
    ];
    for (let at = 0; at < facts.length; at += FACTS_PER_PUSH) {
      await ingest.push({
        author: professor,
        device: null,
        sentAt: closedAt,
        receivedAt: closedAt,
        facts: facts.slice(at, at + FACTS_PER_PUSH),
        message: null,
        hadRoom: true,
        handOver: false,
        receipts: new Map(),
      });
    }
  }
}

export function asStudent(uuid: string): UserId {
  return uuid as UserId;
}
