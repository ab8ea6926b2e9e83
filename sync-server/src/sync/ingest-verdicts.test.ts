/** Verdicts: from the scan itself, and from what its device said before. */
import { expect, test } from 'vitest';
import { dayOfStep, DEFAULT_POLICY, shortCodeFromMac, shortCodeMessage } from '@hazri/domain';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import {
  issuerOf,
  makeFact,
  newId,
  refOf,
  registerDevice,
  scanBody,
  sync,
  tokenAt,
} from '../testing/server-world.ts';

const MINUTE_MS = 60_000;
const { world, laptop, kid, classId, phone, open, scanOf, send, statusOf } = await useClassroom();

test('[SCAN12] a scan made in time and received hours later is deferred, with the same status', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  world.clock.advance(10 * 3_600_000);
  expect(await send(phone(), [scan])).toEqual(['accepted']);
  const record = rowsIn(await sync(world, phone(), []), 'attendance').find(
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
  const verdicts = rowsIn(await sync(world, laptop, []), 'scan').filter((row) => row.sessionId === sessionId);
  expect(verdicts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['review', 'device_shared'],
    ['review', 'device_shared'],
  ]);
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
      classId,
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
