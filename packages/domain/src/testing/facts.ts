/** Facts as a server received them, with the sender's clock right unless a test says otherwise. */
import type { FactBodies, FactFor, FactKind, ReceivedFact } from '../facts.ts';
import { testId } from './ids.ts';

interface Circumstances {
  readonly id: number;
  /** Raw device clock; also the stamp's wall. */
  readonly madeAt: number;
  readonly author?: number;
  readonly device?: number | null;
  readonly sentAt?: number;
  readonly receivedAt?: number;
  readonly wall?: number;
}

export function stated<Kind extends FactKind>(
  kind: Kind,
  body: FactBodies[Kind],
  { id, madeAt, author = 1, device = 1, sentAt, receivedAt, wall }: Circumstances,
): ReceivedFact<FactFor<Kind>> {
  const fact = { id: testId('fact', id), kind, v: 1, madeAt, hlc: [wall ?? madeAt, 0], body };
  return {
    // One construction serves all kinds; the compiler can't see that kind and body belong together.
    fact: fact as unknown as FactFor<Kind>,
    author: testId('user', author),
    device: device === null ? null : testId('device', device),
    sentAt: sentAt ?? receivedAt ?? madeAt,
    receivedAt: receivedAt ?? madeAt,
  };
}
