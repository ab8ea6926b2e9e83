/** One storm: the same facts into the product with a professor watching, into the bare prototype, into PouchDB. */
import { assert } from '@hazri/domain';
import type { CodeScreen } from './code-screen.ts';
import { scanOf } from './code-screen.ts';
import type { CrowdMember } from './crowd.ts';
import type { Phone } from './phones.ts';
import { learnFinal, liveHandshake, makeFact, syncBytes } from './phones.ts';
import type { Pouchdb, SameWork } from './storm-pouchdb.ts';
import { newsIn } from './storm-pouchdb.ts';
import type { WatchingProfessor } from './watching-professor.ts';
import type { Target, Weathered } from './weather.ts';
import { weather } from './weather.ts';

export interface Storm {
  readonly product: Target;
  readonly prototype: Target;
  /** null where it isn't compared with. */
  readonly pouchdb: Pouchdb | null;
  readonly screen: CodeScreen;
  readonly professor: WatchingProfessor;
  /** Each with the class of its owner. */
  readonly phones: readonly { readonly phone: Phone; readonly classId: string }[];
  readonly factsPerPhone: number;
}

export interface StormRound {
  readonly product: Weathered;
  /** Facts that the server saw so late that the phone’s clock is in doubt. */
  readonly reviews: number;
  readonly professorMs: number;
  readonly professorPulls: number;
  readonly prototype: Weathered;
  /** Documents stored and nothing else. */
  readonly pouchdb: Weathered | null;
  /** As PouchDB's own client hands documents over. */
  readonly replicating: Weathered | null;
  /** What an app on PouchDB asks for to do what the product's phones and its professor do. */
  readonly sameWork: SameWork | null;
}

export async function weatherStorm(storm: Storm): Promise<StormRound> {
  const { product, prototype, pouchdb, professor, phones, factsPerPhone } = storm;
  const factsByPhone = await scanScreens(storm);
  const count = phones.length * factsPerPhone;
  const members = phones.map(({ phone }, at): CrowdMember => {
    const first = syncBytes(phone, factsByPhone[at] ?? []);
    let tries = 0;
    return {
      // The first is signed before the storm: it's the server that is measured.
      requests: () => [tries++ === 0 ? first : syncBytes(phone, factsByPhone[at] ?? [])],
      live: { requests: [], held: liveHandshake(phone), heldStatus: 101 },
    };
  });
  const seen = professor.seesScans(count);
  // Awaited below, after the crowd: should that fail first, this failure is no news.
  seen.catch(() => undefined);
  const { weathered, result } = await weather(product, members, count, seen);
  const reviews = phones.reduce(
    (sum, { phone }, at) => sum + learnFinal(phone, result.served[at]?.answers[0], factsPerPhone),
    0,
  );
  const answersByClassId = new Map(
    phones.map(({ classId }, at) => [classId, result.served[at]?.answers[0]] as const),
  );
  const news = new Map([...answersByClassId].map(([classId, answer]) => [classId, newsIn(answer)]));
  const bare = await weather(prototype, members, count);
  for (const { answers } of bare.result.served)
    assert(answers[0]?.body === `{"accepted":${factsPerPhone}}`, 'the prototype takes every scan');
  const { ms, pulls } = await seen;
  return {
    product: weathered,
    reviews,
    professorMs: ms,
    professorPulls: pulls,
    prototype: bare.weathered,
    pouchdb: pouchdb && (await pouchdb.insert(factsByPhone)),
    replicating: pouchdb && (await pouchdb.push(factsByPhone)),
    sameWork: pouchdb && (await pouchdb.sync(factsByPhone, news)),
  };
}

/** New sessions for the round; every phone has seen its class's codes. */
async function scanScreens({
  screen,
  phones,
  factsPerPhone,
  prototype,
}: Storm): Promise<readonly (readonly unknown[])[]> {
  const classIds = [...new Set(phones.map(({ classId }) => classId))];
  const shown = await screen.open(
    classIds.flatMap((classId) => Array.from({ length: factsPerPhone }, () => classId)),
  );
  await prototype.process.ask({
    sessionKeys: shown.map(({ ref, tokens }) => [ref, tokens[0]?.key.export().toString('base64url')]),
  });
  const shownTo = new Map(
    classIds.map((classId, at) => [classId, shown.slice(at * factsPerPhone, (at + 1) * factsPerPhone)]),
  );
  return phones.map(({ classId }) =>
    (shownTo.get(classId) ?? []).map((session) => {
      const now = Date.now();
      return makeFact('scan', scanOf(session, now), now);
    }),
  );
}
