import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClassId, FactBodies, FactId, SessionId, UserId } from '@hazri/domain';
import { dayOfStep, DEFAULT_POLICY, shortCodeFromMac, shortCodeMessage } from '@hazri/domain';
import type { Row, RowOf, RowType, SyncResponse } from '@hazri/sync-protocol';
import { MAX_ROWS_PER_PAGE, parseRow, rowKey } from '@hazri/sync-protocol';
import { createUsers } from '../auth/accounts.ts';
import { enrol } from '../catalogue/create-class.ts';
import type { SyncExtras, TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  post,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
  syncRaw,
  tokenAt,
  MONDAY_TEN,
} from '../testing/server-world.ts';
import { canonicalJson } from './canonical-json.ts';
import { MAX_WAITING_PER_AUTHOR } from './read-exchanges.ts';

const MINUTE_MS = 60_000;
let world: World;
let laptop: TestDevice;
let kid: number;
let phones: readonly TestDevice[];

beforeAll(async () => {
  world = await startWorld(5);
  laptop = await registerDevice(world, world.people.professor);
  kid = await issuerOf(world, laptop);
  phones = await Promise.all(world.people.students.map((student) => registerDevice(world, student)));
});
afterAll(() => world.close());
beforeEach(() => world.clock.advance(2 * 3_600_000));

function phone(index = 0): TestDevice {
  const found = phones[index];
  if (!found) throw new Error(`phone ${index}`);
  return found;
}
const student = (index = 0): UserId => phone(index).user.uuid as UserId;
const classId = () => world.ofClass.uuid as ClassId;

function opened(sessionId: SessionId, body: Partial<FactBodies['session.opened']> = {}, by = laptop) {
  return makeFact(world, by, 'session.opened', {
    sessionId,
    classId: classId(),
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
    ...body,
  });
}
async function open(body: Partial<FactBodies['session.opened']> = {}): Promise<SessionId> {
  const sessionId = newId(world) as SessionId;
  expect(outcomes((await sync(world, laptop, [opened(sessionId, body)])).results)).toEqual(['accepted']);
  world.clock.advance(30_000);
  return sessionId;
}
const moved = (kind: 'session.completed' | 'session.reopened', sessionId: SessionId) =>
  makeFact(world, laptop, kind, { sessionId, at: world.clock.now(), clockOffsetMs: 0 });
const scanOf = (sessionId: SessionId, by = phone(), at = world.clock.now()) =>
  makeFact(world, by, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }, at));

function rows<Type extends RowType>({ changes }: SyncResponse, type: Type): readonly RowOf<Type>[] {
  const all = Object.values(changes).flatMap((scope) => scope.rows.flatMap((row) => parseRow(row) ?? []));
  return all.filter((row): row is RowOf<Type> => isOf(row, type));
}
function isOf<Type extends RowType>(row: Row, type: Type): row is RowOf<Type> {
  return row.type === type;
}
function changesIn(answer: SyncResponse, sessionId: SessionId): readonly RowOf<'notification'>[] {
  return rows(answer, 'notification').filter(
    (row) => row.kind === 'attendance_changed' && row.sessionId === sessionId,
  );
}
async function statusOf(sessionId: SessionId, by = phone()): Promise<string> {
  const record = rows(await sync(world, by, []), 'attendance').find(
    (row) => row.sessionId === sessionId && row.studentId === by.user.uuid,
  );
  return record?.status ?? 'none';
}
const send = async (by: TestDevice, facts: readonly unknown[], extras: SyncExtras = {}) =>
  outcomes((await sync(world, by, facts, extras)).results);

describe('facts one by one', () => {
  test('[FACT4] the same fact again is a duplicate with its first receipt; another body is refused', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId);
    const first = (await sync(world, phone(), [scan])).results[0];
    world.clock.advance(1_000);
    const again = (await sync(world, phone(), [scan])).results[0];
    expect(again).toMatchObject({ outcome: 'duplicate', receivedAt: first?.receivedAt, stamp: first?.stamp });
    expect(await send(phone(), [{ ...scan, madeAt: scan.madeAt + 1 }])).toEqual([
      'rejected fact_id_conflict',
    ]);
    // The same words of somebody else are a fact of theirs.
    expect(await send(phone(1), [scan])).toEqual(['accepted']);
  });

  test('[FACT4] kept beside a fact is SHA-256 over its author and its text with sorted keys', async () => {
    const sessionId = await open();
    const { body, hlc, id, kind, madeAt, v } = moved('session.completed', sessionId);
    await send(laptop, [{ v, madeAt, kind, hlc, body, id }]);
    const told = `{"at":${body.at},"clockOffsetMs":0,"sessionId":"${sessionId}"}`;
    const text = `{"body":${told},"hlc":[${hlc.join(',')}],"id":"${id}","kind":"${kind}","madeAt":${madeAt},"v":1}`;
    const kept = await world.server.deps.database.client.execute({
      sql: 'SELECT hash FROM facts WHERE id = ?',
      args: [id],
    });
    expect(kept.rows.map((row) => row['hash'])).toEqual([
      createHash('sha256').update(`${laptop.user.uuid}${text}`).digest('hex'),
    ]);
  });

  test('[FACT4] whoever takes the id of a scan first takes nothing else', async () => {
    const sessionId = await open();
    const honest = scanOf(sessionId);
    const { id } = honest;
    const thieves = [
      { by: phone(1), fact: { ...scanOf(sessionId, phone(1)), id }, heard: 'accepted' },
      { by: phone(2), fact: { id, kind: 'mark' }, heard: 'rejected fact_malformed' },
      { by: laptop, fact: { ...moved('session.completed', sessionId), id }, heard: 'accepted' },
    ];
    for (const { by, fact, heard } of thieves) expect(await send(by, [fact])).toEqual([heard]);
    const { results } = await sync(world, phone(), [honest]);
    expect(outcomes(results)).toEqual(['accepted']);
    expect(await statusOf(sessionId)).toBe('present');
    world.clock.advance(1_000);
    const again = (await sync(world, phone(), [honest])).results[0];
    expect(again).toEqual({ ...results[0], outcome: 'duplicate' });
    const [thief] = thieves;
    expect(await send(phone(1), [thief?.fact])).toEqual(['duplicate']);
    // Staff see both, each with its student.
    const seen = rows(await sync(world, laptop, []), 'scan').filter((row) => row.id === id);
    expect(new Set(seen.map((row) => row.studentId))).toEqual(new Set([student(), student(1)]));
    expect(new Set(seen.map(rowKey)).size).toBe(2);
  });

  test('[SCAN13] a review names the student whose scan it means; an older app means every scan of the id', async () => {
    const sessionId = await open();
    const one = (by: TestDevice) => ({
      ...makeFact(world, by, 'scan', {
        tokens: [{ text: tokenAt(world, { kid, ref: refOf(sessionId) }, world.clock.now()), gapMs: 0 }],
        scannedAt: world.clock.now(),
        how: 'camera',
      }),
      id: shared,
    });
    const shared = newId(world);
    const review = (body: Omit<FactBodies['review'], 'scanId'>) =>
      makeFact(world, laptop, 'review', { scanId: shared as FactId, ...body });
    expect(await send(phone(1), [one(phone(1))])).toEqual(['review liveness_weak']);
    expect(await send(laptop, [review({ studentId: student(), decision: 'accept' })])).toEqual([
      'waiting pending_scan',
    ]);
    expect(await send(phone(), [one(phone())])).toEqual(['accepted liveness_weak']);
    expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'expected']);
    world.clock.advance(1_000);
    expect(await send(laptop, [review({ decision: 'reject' })])).toEqual(['accepted']);
    expect(await send(phone(), [one(phone())])).not.toEqual(['accepted']);
    expect(await statusOf(sessionId)).toBe('expected');
    // It goes for a scan of the id that comes later, too.
    expect(await send(phone(2), [one(phone(2))])).toEqual(['rejected rejected_by_staff']);
    const settled = rows(await sync(world, laptop, []), 'scan').filter((row) => row.id === shared);
    expect(settled.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('[SCAN14] fifty copies at once make one fact and one attendance', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId);
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(phone(), [scan])));
    expect(answers.flat().toSorted()).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'duplicate')]);
    const found = await world.server.deps.database.client.execute({
      sql: 'SELECT count(*) FROM attendance a JOIN sessions s ON s.id = a.session_id WHERE s.uuid = ?',
      args: [sessionId],
    });
    expect(Number(found.rows[0]?.[0])).toBe(1);
  });

  test('[SYNC2] one bad fact of a hundred: ninety-nine stand', async () => {
    const sessionId = await open();
    const marks = Array.from({ length: 99 }, () =>
      makeFact(world, laptop, 'headcount', { sessionId, count: 3 }),
    );
    const results = await send(laptop, [
      ...marks.slice(0, 50),
      { id: newId(world), nonsense: true },
      ...marks.slice(50),
    ]);
    expect(results.filter((outcome) => outcome === 'accepted')).toHaveLength(99);
    expect(results[50]).toMatch(/^rejected (fact_malformed|field_forbidden)$/);
  });

  test('[SYNC1] a fact that can’t be read is kept as it came, once; with no id it is not named', async () => {
    const malformed = { ...makeFact(world, phone(), 'scan', scanBody(world, { kid, ref: refOf(newId(world)) })), madeAt: 'then' }; // prettier-ignore
    const forbidden = { ...malformed, id: newId(world), madeAt: 1, author: student(1), note: '\ud83d\0' };
    const first = (await sync(world, phone(), [malformed, forbidden, { id: 'none' }, null])).results;
    expect(outcomes(first)).toEqual(['rejected fact_malformed', 'rejected field_forbidden']);
    const { rows: kept } = await world.server.deps.database.client.execute({
      sql: 'SELECT json, outcome, reason FROM facts WHERE id IN (?, ?) ORDER BY seq',
      args: [malformed.id, forbidden.id],
    });
    expect(kept.map(({ json, outcome, reason }) => [json, outcome, reason])).toEqual([
      [canonicalJson(malformed), 'rejected', 'fact_malformed'],
      [canonicalJson(forbidden), 'rejected', 'field_forbidden'],
    ]);
    world.clock.advance(MINUTE_MS);
    const again = (await sync(world, phone(), [malformed])).results[0];
    expect(again).toEqual({ ...first[0], outcome: 'duplicate' });
    expect(await send(phone(), [{ ...malformed, madeAt: 'later' }])).toEqual(['rejected fact_id_conflict']);
  });

  test('[SYNC7] what can’t be read is taken on the device’s signature alone, and waits for no room', async () => {
    const malformed = { id: newId(world), kind: 'mark' };
    expect(await send(phone(), [malformed], { cookie: null })).toEqual(['rejected fact_malformed']);
    expect(await send(phone(), [malformed])).toEqual(['duplicate fact_malformed']);
  });

  test('[FACT2] unknown kinds and versions are set aside, and kept', async () => {
    const sessionId = await open();
    const future = {
      ...makeFact(world, phone(), 'scan', { tokens: [{ text: 'x', gapMs: 0 }], scannedAt: 1, how: 'camera' }),
      kind: 'hologram',
    };
    const newer = { ...makeFact(world, laptop, 'headcount', { sessionId, count: 1 }), v: 2 };
    expect(await send(phone(), [future])).toEqual(['set_aside']);
    expect(await send(laptop, [newer])).toEqual(['set_aside']);
    expect(await send(laptop, [newer])).toEqual(['duplicate']);
  });

  test('[SYNC1] a fact in another’s name is refused', async () => {
    const scan = makeFact(world, phone(), 'scan', scanBody(world, { kid, ref: refOf(newId(world)) }));
    const forged = { ...scan, body: { ...scan.body, studentId: student(1) } };
    expect(await send(phone(), [forged])).toEqual(['rejected field_forbidden']);
    const named = { ...scan, id: newId(world), author: student(1) };
    expect(await send(phone(), [named])).toEqual(['rejected field_forbidden']);
  });

  test('[SES4] students and staff of other classes state nothing about a session', async () => {
    const sessionId = await open();
    const rival = await registerDevice(world, world.people.other);
    for (const by of [phone(), rival]) {
      const facts = [
        opened(newId(world) as SessionId, {}, by),
        opened(sessionId, {}, by),
        makeFact(world, by, 'session.completed', { sessionId, at: world.clock.now(), clockOffsetMs: 0 }),
        makeFact(world, by, 'session.cancelled', { sessionId, at: world.clock.now(), reason: '' }),
        makeFact(world, by, 'mark', { sessionId, studentId: student(), status: 'present' }),
        makeFact(world, by, 'headcount', { sessionId, count: 1 }),
        makeFact(world, by, 'codes.shown', { sessionId, kid, clockOffsetMs: 0, steps: [[1, '00000000']] }),
        makeFact(world, by, 'enrolment.added', {
          classId: classId(),
          from: world.clock.now(),
          studentId: student(4),
        }),
        makeFact(world, by, 'enrolment.ended', {
          classId: classId(),
          until: world.clock.now(),
          studentId: student(),
        }),
      ];
      expect(await send(by, facts)).toEqual(facts.map(() => 'rejected not_staff'));
    }
    expect(
      await send(rival, [opened(sessionId, { classId: world.otherClass.uuid as ClassId }, rival)]),
    ).toEqual(['rejected session_conflict']);
  });

  test('[SES4] a professor who waits for approval states nothing', async () => {
    const { deps } = world.server;
    const passwordHash = await deps.passwords.hash('correct horse');
    const [pending] = await createUsers(deps.writer, [
      {
        uuid: newId(world),
        email: 'new@acem.ac.in',
        role: 'professor',
        state: 'pending',
        passwordHash,
        givenName: 'New',
        familyName: '',
      },
    ]);
    if (!pending) throw new Error('a user');
    const device = await registerDevice(world, pending);
    expect(await send(device, [opened(newId(world) as SessionId, {}, device)])).toEqual([
      'rejected approval_pending',
    ]);
    const refused = await post(
      world,
      `/api/devices/${device.uuid}/issuer`,
      { sentAt: 1 },
      { cookie: device.cookie },
    );
    expect(refused.status).toBe(403);
  });

  test('[FACT5] a mark before its session waits, in either order with the same end', async () => {
    const sessionId = newId(world) as SessionId;
    const first = opened(sessionId);
    const mark = makeFact(world, laptop, 'mark', { sessionId, studentId: student(), status: 'late' });
    expect(await send(laptop, [mark])).toEqual(['waiting pending_session']);
    expect(await statusOf(sessionId)).toBe('none');
    expect(await send(laptop, [first])).toEqual(['accepted']);
    expect(await statusOf(sessionId)).toBe('late');
  });

  test('[FACT5] what waits is bounded for each author, and the rest stays on its device', async () => {
    const other = await startWorld(3);
    try {
      const device = await registerDevice(other, other.people.other);
      const orphan = () =>
        makeFact(other, device, 'headcount', { sessionId: newId(other) as SessionId, count: 1 });
      const seen: string[] = [];
      for (let sent = 0; sent < MAX_WAITING_PER_AUTHOR + 100; sent += 100) {
        const facts = Array.from({ length: 100 }, orphan);
        seen.push(...outcomes((await sync(other, device, facts)).results));
      }
      expect(seen.filter((outcome) => outcome === 'waiting pending_session')).toHaveLength(
        MAX_WAITING_PER_AUTHOR,
      );
      expect(seen.filter((outcome) => outcome === 'retry waiting_full')).toHaveLength(100);
    } finally {
      await other.close();
    }
  });

  test('[SYNC9] a scan that waited and was judged since no longer counts as waiting', async () => {
    const sessionId = newId(world) as SessionId;
    const first = opened(sessionId);
    world.clock.advance(30_000);
    const scan = scanOf(sessionId);
    expect(await send(phone(), [scan])).toEqual(['waiting pending_session']);
    expect(await send(laptop, [first])).toEqual(['accepted']);
    const { rows: kept } = await world.server.deps.database.client.execute({
      sql: 'SELECT outcome, reason FROM facts WHERE id = ?',
      args: [scan.id],
    });
    expect(kept[0]).toMatchObject({ outcome: 'accepted', reason: null });
    expect(await send(phone(), [scan])).toEqual(['duplicate']);
  });
});

describe('verdicts', () => {
  test('[SCAN2] a scan before its session waits, and is live all the same once the session arrives', async () => {
    const sessionId = newId(world) as SessionId;
    const first = opened(sessionId);
    world.clock.advance(30_000);
    expect(await send(phone(), [scanOf(sessionId)])).toEqual(['waiting pending_session']);
    world.clock.advance(10 * 3_600_000);
    expect(await send(laptop, [first])).toEqual(['accepted']);
    const record = rows(await sync(world, phone(), []), 'attendance').find(
      (row) => row.sessionId === sessionId,
    );
    expect(record).toMatchObject({ status: 'present', trust: 'live' });
  });

  test('[SCAN12] a scan made in time and received hours later is deferred, with the same status', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId);
    world.clock.advance(10 * 3_600_000);
    expect(await send(phone(), [scan])).toEqual(['accepted']);
    const record = rows(await sync(world, phone(), []), 'attendance').find(
      (row) => row.sessionId === sessionId,
    );
    expect(record).toMatchObject({ status: 'present', trust: 'deferred' });
  });

  test('[SCAN1] every flipped bit of a token is refused', async () => {
    const sessionId = await open({ policy: { ...DEFAULT_POLICY, twoFrames: false } });
    const text = tokenAt(world, { kid, ref: refOf(sessionId) }, world.clock.now());
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const flipped = Array.from({ length: 61 }, (_, at) => {
      const letter = alphabet[(alphabet.indexOf(text.charAt(at)) ^ (at === 60 ? 2 : 1)) % 32] ?? 'A';
      return text.slice(0, at) + letter + text.slice(at + 1);
    });
    const facts = flipped.map((token) =>
      makeFact(world, phone(), 'scan', {
        tokens: [{ text: token, gapMs: 0 }],
        scannedAt: world.clock.now(),
        how: 'camera',
      }),
    );
    const results = await send(phone(), facts);
    for (const result of results)
      expect(result).toMatch(/^rejected token_(bad_mac|unknown_key|malformed|unsupported|noncanonical)$/);
    expect(await statusOf(sessionId)).toBe('none');
  });

  test('[SCAN4] two steps late is expired; [SCAN5] before the opening is outside', async () => {
    const sessionId = await open();
    const ref = refOf(sessionId);
    const shownAt = world.clock.now();
    world.clock.advance(2 * MINUTE_MS);
    const late = makeFact(world, phone(), 'scan', {
      ...scanBody(world, { kid, ref }, shownAt),
      scannedAt: world.clock.now(),
    });
    expect(await send(phone(), [late])).toEqual(['rejected token_expired']);
    const early = makeFact(world, phone(), 'scan', scanBody(world, { kid, ref }, shownAt - 20 * MINUTE_MS));
    expect(await send(phone(), [early])).toEqual(['rejected outside_session']);
  });

  test('[SCAN10] a scan an hour before its token doubts the clock', async () => {
    const sessionId = await open();
    const body = {
      ...scanBody(world, { kid, ref: refOf(sessionId) }),
      scannedAt: world.clock.now() - 3_600_000,
    };
    // A phone that hasn't synced since: no contact to have withheld it from (SCAN8).
    const fresh = await registerDevice(world, phone(1).user);
    expect(await send(fresh, [makeFact(world, fresh, 'scan', body)])).toEqual(['review clock_suspect']);
  });

  test('[SCAN8] a sync in between that didn’t carry the scan', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId);
    world.clock.advance(MINUTE_MS);
    await sync(world, phone(), []);
    world.clock.advance(MINUTE_MS);
    expect(await send(phone(), [scan])).toEqual(['review scan_withheld']);
  });

  test('[SCAN8] a copy of an earlier sync that comes late hides no missed one', async () => {
    const sessionId = await open();
    const early = { sentAt: world.clock.now() };
    await sync(world, phone(), [], early);
    world.clock.advance(10_000);
    const scan = scanOf(sessionId);
    world.clock.advance(MINUTE_MS);
    await sync(world, phone(), []);
    world.clock.advance(MINUTE_MS);
    await sync(world, phone(), [], early);
    world.clock.advance(MINUTE_MS);
    expect(await send(phone(), [scan])).toEqual(['review scan_withheld']);
  });

  test('[TIME2] a copy of an earlier sync that comes late is no jump', async () => {
    const sessionId = await open();
    const early = { sentAt: world.clock.now() };
    await sync(world, phone(), [], early);
    world.clock.advance(10_000);
    const scan = scanOf(sessionId);
    world.clock.advance(2 * MINUTE_MS);
    await sync(world, phone(), [], early);
    world.clock.advance(MINUTE_MS);
    expect(await send(phone(), [scan])).toEqual(['accepted']);
  });

  test('[TIME2] a clock that was put back is heard: its next sync sees no jump any more', async () => {
    const sessionId = await open();
    await sync(world, phone(), []);
    world.clock.advance(MINUTE_MS);
    const { sentAt } = { sentAt: world.clock.now() - 60 * MINUTE_MS };
    await sync(world, phone(), [], { sentAt });
    const scan = makeFact(world, phone(), 'scan', {
      ...scanBody(world, { kid, ref: refOf(sessionId) }),
      scannedAt: sentAt + 1_000,
    });
    world.clock.advance(2 * MINUTE_MS);
    expect(await send(phone(), [scan], { sentAt: sentAt + 2 * MINUTE_MS })).toEqual(['accepted']);
  });

  test('[SCAN9] one installation for two accounts: both are reviewed', async () => {
    const sessionId = await open();
    const installation = newId(world);
    const mine = await registerDevice(world, phone(0).user, installation);
    const friends = await registerDevice(world, phone(1).user, installation);
    expect(await send(mine, [scanOf(sessionId, mine)])).toEqual(['accepted']);
    expect(await send(friends, [scanOf(sessionId, friends)])).toEqual(['review device_shared']);
    const verdicts = rows(await sync(world, laptop, []), 'scan').filter((row) => row.sessionId === sessionId);
    expect(verdicts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['review', 'device_shared'],
      ['review', 'device_shared'],
    ]);
  });

  test('[SCAN6] a walk-in waits, is named to staff, and counts once enrolled', async () => {
    const sessionId = await open();
    expect(await send(phone(4), [scanOf(sessionId, phone(4))])).toEqual(['waiting not_enrolled']);
    const [seen] = rows(await sync(world, laptop, []), 'scan').filter((row) => row.sessionId === sessionId);
    expect(seen).toMatchObject({ studentId: student(4), student: { studentNo: 'R5' } });
    const added = makeFact(world, laptop, 'enrolment.added', {
      classId: classId(),
      from: world.clock.now(),
      studentId: student(4),
    });
    expect(await send(laptop, [added])).toEqual(['accepted']);
    expect(await statusOf(sessionId, phone(4))).toBe('present');
    const ended = makeFact(world, laptop, 'enrolment.ended', {
      classId: classId(),
      until: MONDAY_TEN,
      studentId: student(4),
    });
    await sync(world, laptop, [ended]);
  });

  test('[SES3] a walk-in made by hand can be marked at once, and is the account with that roll number', async () => {
    const sessionId = await open();
    const personId = newId(world) as UserId;
    const person = { personId, givenName: 'Someone', familyName: 'New', studentNo: 'R5' };
    const added = makeFact(world, laptop, 'enrolment.added', {
      classId: classId(),
      from: world.clock.now(),
      person,
    });
    const mark = makeFact(world, laptop, 'mark', { sessionId, studentId: personId, status: 'present' });
    expect(await send(laptop, [mark, added])).toEqual(['accepted', 'accepted']);
    expect(await statusOf(sessionId, phone(4))).toBe('present');
    const stranger = { ...person, personId: newId(world) as UserId, studentNo: 'X-99' };
    const more = makeFact(world, laptop, 'enrolment.added', {
      classId: classId(),
      from: world.clock.now(),
      person: stranger,
    });
    expect(await send(laptop, [more])).toEqual(['accepted']);
    const named = rows(await sync(world, laptop, []), 'enrolment').map((row) => row.person.studentNo);
    expect(named).toContain('X-99');
  });

  test('[SCAN7] a lone frame is reviewed, and staff decide; a decision before its scan waits', async () => {
    const sessionId = await open();
    const link = makeFact(world, phone(), 'scan', {
      tokens: [{ text: tokenAt(world, { kid, ref: refOf(sessionId) }, world.clock.now()), gapMs: 0 }],
      scannedAt: world.clock.now(),
      how: 'link',
    });
    const accept = makeFact(world, laptop, 'review', { scanId: link.id as FactId, decision: 'accept' });
    expect(await send(laptop, [accept])).toEqual(['waiting pending_scan']);
    expect(await send(phone(), [link])).toEqual(['accepted liveness_weak']);
    world.clock.advance(1_000);
    const reject = makeFact(world, laptop, 'review', { scanId: link.id as FactId, decision: 'reject' });
    expect(await send(laptop, [reject])).toEqual(['accepted']);
    expect(await statusOf(sessionId)).toBe('expected');
  });

  test('[SCAN11] a nonce that the screen never stated; a key that was revoked', async () => {
    const sessionId = await open();
    const stepStart = Math.floor(world.clock.now() / 30_000) * 30;
    const shown = makeFact(world, laptop, 'codes.shown', {
      sessionId,
      kid,
      clockOffsetMs: 0,
      steps: [[stepStart, 'ffffffff']],
    });
    await sync(world, laptop, [shown]);
    expect(await send(phone(), [scanOf(sessionId)])).toEqual(['review nonce_not_displayed']);
    const stolen = await registerDevice(world, world.people.professor);
    const stolenKid = await issuerOf(world, stolen);
    const other = await open();
    const forged = scanBody(world, { kid: stolenKid, ref: refOf(other) });
    const removal = await fetch(`${world.server.url}/api/devices/${stolen.uuid}`, {
      method: 'DELETE',
      headers: { cookie: stolen.cookie },
    });
    expect(removal.status).toBe(204);
    expect(await send(phone(1), [makeFact(world, phone(1), 'scan', forged)])).toEqual([
      'review issuer_revoked',
    ]);
  });

  test('[SCAN18] short codes: right, wrong, and three tries', async () => {
    const sessionId = await open({ policy: { ...DEFAULT_POLICY, twoFrames: false } });
    const stepStart = Math.floor(world.clock.now() / 30_000) * 30;
    const mac = world.server.deps.keys.sessionMac(
      kid,
      dayOfStep(stepStart),
      refOf(sessionId),
      shortCodeMessage(stepStart),
    );
    const typed = (shortCode: string) =>
      makeFact(world, phone(2), 'scan', {
        classId: classId(),
        shortCode,
        scannedAt: world.clock.now(),
        how: 'typed',
      });
    const wrong = shortCodeFromMac(mac) === '00000000' ? '11111111' : '00000000';
    const results: string[] = [];
    for (const code of [wrong, wrong, shortCodeFromMac(mac), shortCodeFromMac(mac)]) {
      results.push(...(await send(phone(2), [typed(code)])));
      world.clock.advance(1_000);
    }
    expect(results).toEqual([
      'rejected short_code_wrong',
      'rejected short_code_wrong',
      'accepted',
      'rejected short_code_tries',
    ]);
    expect(await statusOf(sessionId, phone(2))).toBe('present');
  });
});

describe('attendance', () => {
  test('[ATT5] completing makes the rest absent, [SES5] reopening brings them back', async () => {
    const sessionId = await open();
    await sync(world, phone(), [scanOf(sessionId)]);
    world.clock.advance(MINUTE_MS);
    await sync(world, laptop, [moved('session.completed', sessionId)]);
    expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'absent']);
    world.clock.advance(MINUTE_MS);
    await sync(world, laptop, [moved('session.reopened', sessionId)]);
    expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'expected']);
  });

  test('[ATT7] a scan that arrives after completion tells the student and the professor', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId, phone(1));
    world.clock.advance(MINUTE_MS);
    await sync(world, laptop, [moved('session.completed', sessionId)]);
    world.clock.advance(3_600_000);
    const own = await sync(world, phone(1), [scan]);
    expect(outcomes(own.results)).toEqual(['accepted']);
    const expected = {
      kind: 'attendance_changed',
      sessionId,
      studentId: student(1),
      before: 'absent',
      after: 'present',
    };
    expect(changesIn(own, sessionId)).toMatchObject([expected]);
    expect(changesIn(await sync(world, laptop, []), sessionId)).toMatchObject([expected]);
    expect(changesIn(await sync(world, phone(2), []), sessionId)).toEqual([]);
  });

  test('[ATT8] tallies follow every change of the record', async () => {
    const { client } = world.server.deps.database;
    const fromRows =
      await client.execute(`SELECT class_id, student_id, sum(status='present'), sum(status='late'), sum(status='absent'), sum(status='excused')
      FROM attendance GROUP BY 1, 2 ORDER BY 1, 2`);
    const kept = await client.execute(
      'SELECT class_id, student_id, present, late, absent, excused FROM tallies ORDER BY 1, 2',
    );
    const plain = (result: typeof kept) => result.rows.map((row) => Object.values({ ...row }).map(Number));
    expect(plain(kept)).toEqual(plain(fromRows));
    expect(kept.rows.length).toBeGreaterThan(2);
  });
});

describe('changes', () => {
  test('[SYNC5] everybody sees their own scopes and nobody another’s rows', async () => {
    const own = await sync(world, phone(), []);
    expect(Object.keys(own.changes).toSorted()).toEqual([`class:${classId()}`, 'me']);
    expect(own.added.toSorted()).toEqual([`class:${classId()}`, 'me']);
    for (const row of [...rows(own, 'attendance'), ...rows(own, 'scan')])
      expect(row.studentId).toBe(student());
    const asked = { [`staff:${classId()}`]: 0, [`class:${world.otherClass.uuid}`]: 0 };
    const nosy = await sync(world, phone(), [], { cursors: asked });
    expect(Object.keys(nosy.changes)).not.toContain(`staff:${classId()}`);
    expect(nosy.dropped.toSorted()).toEqual(Object.keys(asked).toSorted());
    const staff = await sync(world, laptop, []);
    expect(Object.keys(staff.changes).toSorted()).toEqual([`class:${classId()}`, 'me', `staff:${classId()}`]);
    expect(rows(staff, 'class')[0]?.staff[0]?.kids).toContain(kid);
  });

  test('[SYNC4] from a cursor only what changed since, each row with a rev of its own', async () => {
    const before = await sync(world, laptop, []);
    const cursors = Object.fromEntries(
      Object.entries(before.changes).map(([scope, { cursor }]) => [scope, cursor]),
    );
    const nothing = await sync(world, laptop, [], { cursors, epoch: before.epoch });
    expect(Object.values(nothing.changes).flatMap((scope) => scope.rows)).toEqual([]);
    expect(nothing.added).toEqual([]);
    const sessionId = await open();
    const after = await sync(world, laptop, [], { cursors, epoch: before.epoch });
    expect(rows(after, 'session').map((row) => row.id)).toEqual([sessionId]);
    const revs = Object.values((await sync(world, laptop, [])).changes).flatMap(({ rows: list }) =>
      list.flatMap((row) => parseRow(row)?.rev ?? []),
    );
    expect(new Set(revs).size).toBe(revs.length);
  });

  test('[SYNC6] cursors of another epoch, or ahead of the server, mean: from the beginning', async () => {
    const all = await sync(world, laptop, []);
    const cursors = Object.fromEntries(
      Object.entries(all.changes).map(([scope, { cursor }]) => [scope, cursor]),
    );
    const restored = await sync(world, laptop, [], { cursors, epoch: newId(world) });
    expect(restored.epoch).toBe(all.epoch);
    expect(rows(restored, 'enrolment')).toHaveLength(rows(all, 'enrolment').length);
    const ahead = await sync(world, laptop, [], { cursors: { ...cursors, me: 9_999_999 }, epoch: all.epoch });
    expect(ahead.dropped).toEqual(['me']);
    expect(ahead.added).toEqual(['me']);
    expect(rows(ahead, 'user')).toHaveLength(1);
  });

  test('[SYNC4] no page cut skips or repeats a row, while others keep writing', async () => {
    const { deps } = world.server;
    const many = await createUsers(
      deps.writer,
      Array.from({ length: MAX_ROWS_PER_PAGE * 2 + 20 }, (_, index) => ({
        uuid: newId(world),
        email: `many${index}@acem.ac.in`,
        role: 'student' as const,
        passwordHash: null,
        givenName: `Many ${index}`,
        familyName: '',
      })),
    );
    await enrol(
      deps,
      world.otherClass.id,
      many.map(({ id }) => id),
      world.clock.now(),
    );
    const rival = await registerDevice(world, world.people.other);
    const scope = `staff:${world.otherClass.uuid}` as const;
    const seen: string[] = [];
    let cursor = 0;
    let pages = 0;
    for (let more = true; more; pages += 1) {
      const page = (await sync(world, rival, [], { cursors: { [scope]: cursor } })).changes[scope];
      if (!page) throw new Error('a page of the scope');
      seen.push(
        ...page.rows.flatMap((row) => {
          const found = parseRow(row);
          return found?.type === 'enrolment' ? [found.studentId] : [];
        }),
      );
      expect(page.rows.length).toBeLessThanOrEqual(MAX_ROWS_PER_PAGE);
      // A row already delivered moves behind the cursor: it must come again, and no other may be lost.
      if (pages === 0) await enrol(deps, world.otherClass.id, [many[0]?.id ?? 0], world.clock.now() + 1);
      ({ cursor, more } = page);
    }
    expect(pages).toBe(3);
    expect(new Set(seen)).toEqual(new Set(many.map(({ uuid }) => uuid)));
    expect(seen).toHaveLength(many.length + 1);
  });

  test('[SYNC6] a first receipt that the server’s stamp proves is honoured after a restore', async () => {
    const sessionId = await open();
    const scan = scanOf(sessionId, phone(2));
    const [first] = (await sync(world, phone(2), [scan])).results;
    const { client } = world.server.deps.database;
    await client.batch(
      [
        { sql: 'DELETE FROM facts WHERE id = ?', args: [scan.id] },
        { sql: 'DELETE FROM scans WHERE uuid = ?', args: [scan.id] },
      ],
      'write',
    );
    world.clock.advance(3 * 86_400_000);
    const receipt = { id: scan.id, receivedAt: first?.receivedAt, stamp: first?.stamp };
    const forged = { ...receipt, receivedAt: (first?.receivedAt ?? 0) - 1 };
    const again = await sync(world, phone(2), [scan], { receipts: [receipt] });
    expect(again.results[0]).toMatchObject({
      outcome: 'accepted',
      receivedAt: first?.receivedAt,
      stamp: first?.stamp,
    });
    await client.batch(
      [
        { sql: 'DELETE FROM facts WHERE id = ?', args: [scan.id] },
        { sql: 'DELETE FROM scans WHERE uuid = ?', args: [scan.id] },
      ],
      'write',
    );
    const doubted = await sync(world, phone(2), [scan], { receipts: [forged] });
    expect(doubted.results[0]?.receivedAt).toBe(world.clock.now());
  });
});

test('[SYNC10] a wrong signature is refused and nothing of it applied', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  const response = await syncRaw(world, { ...phone(), privateKey: phone(1).privateKey }, [scan]);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ reason: 'device_signature_invalid' });
  expect(await statusOf(sessionId)).toBe('none');
});
