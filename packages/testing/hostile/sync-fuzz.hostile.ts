/** `POST /api/sync` with a right request bent at every place: never a 5xx, always a word, refusals change nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Device } from './kit/device.ts';
import { newId, pullAll, request, sendSigned, takeDevice, takeKid } from './kit/device.ts';
import { derivedTables } from './kit/derived-tables.ts';
import { staffKinds, studentKinds } from './kit/every-kind.ts';
import { tried } from './kit/heard.ts';
import { share } from './kit/how-much.ts';
import type { Lawful } from './kit/lawful.ts';
import { lawful } from './kit/lawful.ts';
import type { Lesson } from './kit/lesson.ts';
import { startLesson } from './kit/lesson.ts';
import type { Mutation } from './kit/mutations.ts';
import { mutations } from './kit/mutations.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';
import { seededBelow } from './kit/seeded-below.ts';

const AT_ONCE = 24;
const SEED = 20_261_122;
const MANGLED = 1_500;
/** No divisor of the replacements, so that over all places all of them come up. */
const EVERY_NTH = 7;

let school: School;
let laptop: Device;
let phone: Device;
let lesson: Lesson;
let requests = 0;
let refusedCount = 0;

beforeAll(async () => {
  school = await openSchool();
  const [student] = school.students;
  if (!student) throw new Error('a student');
  laptop = await takeDevice(school, school.professor);
  phone = await takeDevice(school, student);
  lesson = await startLesson(school, laptop, await takeKid(school, laptop));
});
afterAll(async () => {
  process.stdout.write(`sync fuzz: ${requests} requests, ${refusedCount} refused\n`);
  await school.close();
});

interface Sent extends Lawful {
  readonly name: string;
  readonly by: Device;
  readonly text: string;
}

async function send(by: Device, { name, text }: Mutation): Promise<Sent> {
  requests += 1;
  tried('sync.requests');
  try {
    const answer = await lawful(await sendSigned(school, by, text));
    return { ...answer, name, by, text };
  } catch (cause) {
    throw new Error(`${name} in ${text.slice(0, 1_000)}`, { cause });
  }
}

async function sendAll(by: Device, all: readonly Mutation[]): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE)
    sent.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map((one) => send(by, one)))));
  return sent;
}

/** Refused as a whole, or in every fact that was named. */
function isRefused({ status, results }: Sent): boolean {
  return status !== 200 || results.every((result) => result.startsWith('rejected'));
}

/** Sends them, then those that were refused once more: the second time nothing may change. */
async function fuzz(by: Device, all: readonly Mutation[]): Promise<readonly Sent[]> {
  const sent = await sendAll(by, share(all, EVERY_NTH));
  const refused = sent.filter(isRefused);
  refusedCount += refused.length;
  const before = await derivedTables(school);
  await sendAll(by, refused);
  expect(await derivedTables(school)).toEqual(before);
  const health = await fetch(`${school.url}/api/health`);
  expect(health.status).toBe(200);
  expect(school.takeMistakes()).toEqual([]);
  return sent;
}

/** A request of a device that holds all rows so far: only what the request itself changes comes back. */
async function caughtUp(by: Device, facts: readonly unknown[]): Promise<ReturnType<typeof request>> {
  const { epoch, cursors } = await pullAll(school, by);
  return { ...request(school, by, facts), epoch, cursors };
}

/** A fresh id each, so that what can be taken in is taken in, and not a conflict with the one before. */
function withFreshIds(all: readonly Mutation[], id: string): readonly Mutation[] {
  return all.map(({ name, text }) => ({ name, text: text.replace(`"${id}"`, `"${newId(school)}"`) }));
}

const STAFF_KINDS = ['session.opened', 'codes.shown', 'mark', 'headcount', 'enrolment.added', 'walk-in', 'enrolment.ended', 'review', 'witness', 'excuse.decided', 'appeal.decided', 'session.cancelled', 'session.reopened', 'session.completed']; // prettier-ignore
const STUDENT_KINDS = ['scan', 'typed scan', 'excuse', 'appeal'];

describe('facts bent at every place', () => {
  test.each(STAFF_KINDS.map((kind, at) => [kind, at] as const))(
    '[SYNC1] [SYNC10] %s',
    async (_kind, at) => {
      const stated = staffKinds(school, lesson, phone)[at];
      if (!stated) throw new Error('a fact');
      await fuzz(laptop, withFreshIds(mutations(await caughtUp(laptop, [stated])).filter(isOfFact), stated.id));
    },
  ); // prettier-ignore

  test.each(STUDENT_KINDS.map((kind, at) => [kind, at] as const))(
    '[SYNC1] [SYNC10] %s',
    async (_kind, at) => {
      const stated = studentKinds(school, lesson)[at];
      if (!stated) throw new Error('a fact');
      await fuzz(phone, withFreshIds(mutations(await caughtUp(phone, [stated])).filter(isOfFact), stated.id));
    },
  ); // prettier-ignore

  function isOfFact({ name }: Mutation): boolean {
    return name.startsWith('facts.0');
  }
});

test('[SYNC6] [SYNC10] the envelope, cursors and receipts bent at every place', async () => {
  const whole = {
    ...request(school, laptop, []),
    epoch: school.server.deps.life.epoch,
    receipts: [{ id: newId(school), receivedAt: school.clock.now(), stamp: 'A'.repeat(43) }],
    cursors: { me: 0, [`class:${school.classId}`]: 0, [`staff:${school.classId}`]: 0 },
  };
  const sent = await fuzz(laptop, mutations(whole));
  const allowed = ['batch_too_large', 'body_malformed', 'device_unknown'];
  const words = sent.flatMap(({ reason }) => reason ?? []);
  expect(words.filter((word) => !allowed.includes(word))).toEqual([]);
  expect(words).toContain('body_malformed');
});

test(`[SYNC10] ${MANGLED} requests with bytes flipped, cut and doubled (seed ${SEED})`, async () => {
  const below = seededBelow(SEED);
  const facts = studentKinds(school, lesson);
  const right = JSON.stringify(await caughtUp(phone, facts));
  const mangled = Array.from({ length: MANGLED }, (_, n): Mutation => {
    const id = facts[0]?.id ?? '';
    const text = right.replaceAll(id, newId(school));
    return { name: `mangled ${n} of seed ${SEED}`, text: mangle(text, below) };
  });
  await fuzz(phone, mangled);
});

const INTRUDERS = ['\\u0000', '\\ud800', '}', ']', '"', ',null', '9'.repeat(20), 'é'];

function mangle(text: string, below: (limit: number) => number): string {
  let bent = text;
  for (let times = 1 + below(4); times > 0; times -= 1) {
    const at = below(bent.length);
    const length = 1 + below(12);
    const rest = bent.slice(at + length);
    switch (below(4)) {
      case 0:
        bent = bent.slice(0, at) + String.fromCharCode(32 + below(95)) + bent.slice(at + 1);
        break;
      case 1:
        bent = bent.slice(0, at) + rest;
        break;
      case 2:
        bent = bent.slice(0, at + length) + bent.slice(at, at + length) + rest;
        break;
      default:
        bent = bent.slice(0, at) + (INTRUDERS[below(INTRUDERS.length)] ?? '') + rest;
    }
  }
  return bent;
}

test('[SYNC5] after all this everybody still pulls what they may see, and nothing else broke', async () => {
  for (const by of [laptop, phone]) {
    const text = JSON.stringify(request(school, by, []));
    expect(await send(by, { name: 'a fresh pull', text })).toMatchObject({ status: 200, results: [] });
  }
  expect(school.takeMistakes()).toEqual([]);
});
