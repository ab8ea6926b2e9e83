/**
 * Right facts of every kind whose ids are all drawn from one small pool: sessions named like classes, scans like
 * people, witnesses of strangers, everything at once. One throw would fail the whole group commit (SYNC2, SYNC3).
 */
import { randomInt, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeReceipt, parseId, receiptMessage } from '@hazri/domain';
import type { DeviceId, FactId, ReceiptFields } from '@hazri/domain';
import { parseRow } from '@hazri/sync-protocol';
import type { Device } from './kit/device.ts';
import { fact, newId, outcomes, push, request, sendSigned, takeDevice, takeKid } from './kit/device.ts';
import { staffKinds, studentKinds } from './kit/every-kind.ts';
import { tried } from './kit/heard.ts';
import { ALL } from './kit/how-much.ts';
import { lawful } from './kit/lawful.ts';
import type { Lesson } from './kit/lesson.ts';
import { scanBody, startLesson, tokenAt } from './kit/lesson.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';
import { seededBelow } from './kit/seeded-below.ts';

/** Another one each time; `HOSTILE_SEED` repeats the tangle of a run that failed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? randomInt(2 ** 31));
const ROUNDS = ALL ? 300 : 40;
const FACTS_EACH = 12;
const PATIENCE_MS = ALL ? 600_000 : 120_000;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

let school: School;
let devices: readonly Device[];
let lesson: Lesson;
beforeAll(async () => {
  school = await openSchool();
  const people = [school.professor, school.professor, school.rival, school.pending, ...school.students];
  devices = await Promise.all(people.map((person) => takeDevice(school, person)));
  const [laptop] = devices;
  if (!laptop) throw new Error('a laptop');
  lesson = await startLesson(school, laptop, await takeKid(school, laptop));
});
afterAll(() => school.close());

/** A receipt that `owner`'s own device signed, for whatever scan. */
function receiptOf(owner: Device, scanId: FactId): string {
  const deviceId = parseId<'device'>(owner.uuid);
  if (deviceId === null) throw new Error('a device has an id');
  const fields: ReceiptFields = {
    scanId,
    studentId: owner.owner.id,
    deviceId: deviceId satisfies DeviceId,
    tokenText: tokenAt(school, lesson),
    claimedAt: school.clock.now(),
  };
  const key = { key: owner.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return encodeReceipt(fields, sign('sha256', receiptMessage(fields), key));
}

test('[FACT4] strangers who take the id of a scan before it is sent take nothing from its student', async () => {
  const [laptop, , , , phone, ...strangers] = devices;
  const [stranger] = strangers;
  if (!laptop || !phone || !stranger) throw new Error('people have devices');
  const scan = fact(school, 'scan', scanBody(school, lesson));
  const taken = (by: Device, stated: object) => outcomes(school, by, [{ ...stated, id: scan.id }]);
  // Filmed off the receipt: as a scan of their own, as a bent one, as any other kind, in the name of a receipt.
  for (const by of strangers) {
    expect(await taken(by, fact(school, 'scan', scanBody(school, lesson)))).toHaveLength(1);
    expect(await taken(by, { kind: 'scan' })).toEqual(['rejected fact_id_conflict']);
  }
  for (const by of devices.slice(0, 4)) {
    expect(
      await taken(by, fact(school, 'witness', { receipt: receiptOf(stranger, newId(school)) })),
    ).toHaveLength(1);
  }
  expect(await outcomes(school, phone, [scan])).toEqual(['accepted']);
  expect(await outcomes(school, phone, [scan])).toEqual(['duplicate']);
  const witness = fact(school, 'witness', { receipt: receiptOf(phone, scan.id) });
  expect(await outcomes(school, laptop, [witness])).toEqual(['accepted']);
  const { changes } = await push(school, phone, []);
  const record = Object.values(changes)
    .flatMap(({ rows }) => rows.flatMap((row) => parseRow(row) ?? []))
    .filter((row) => row.type === 'attendance' && row.studentId === phone.owner.id);
  expect(record).toMatchObject([{ status: 'present', scan: { trust: 'live' } }]);
});

test(
  `[SYNC2] [SYNC3] ${ROUNDS} rounds of facts with tangled ids (seed ${SEED})`,
  { timeout: PATIENCE_MS },
  async () => {
    const below = seededBelow(SEED);
    const pool = [
      school.classId,
      school.rivalsClassId,
      lesson.sessionId,
      ...devices.flatMap(({ uuid, owner }) => [uuid, owner.id]),
      ...Array.from({ length: 12 }, () => newId(school)),
      // Alike from the ref on: what a token says of its session.
      ...Array.from({ length: 3 }, (_, n) => `01a2000${n}-0000-7000${lesson.sessionId.slice(18)}`),
    ];
    const any = <T>(list: readonly T[]): T => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    };
    const makeFacts = (): readonly unknown[] =>
      Array.from({ length: FACTS_EACH }, () => {
        const scanId = parseId<'fact'>(any(pool)) ?? newId<'fact'>(school);
        const kinds = [
          ...staffKinds(school, lesson, any(devices)),
          ...studentKinds(school, lesson),
          fact(school, 'witness', { receipt: receiptOf(any(devices), scanId) }),
        ];
        const { id, ...rest } = any(kinds);
        // Half of them keep the ids that they have, so that much is taken in.
        const tangled = JSON.stringify(rest).replaceAll(UUID, (own) => (below(2) === 0 ? own : any(pool)));
        const stated: unknown = JSON.parse(tangled);
        return Object.assign({ id: below(3) === 0 ? any(pool) : id }, stated);
      });
    const heard = new Map<string, number>();
    tried('sync.tangled_requests', ROUNDS * devices.length);
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(
        devices.map(async (device) =>
          lawful(await sendSigned(school, device, JSON.stringify(request(school, device, makeFacts())))),
        ),
      );
      for (const result of answers.flatMap(({ results }) => results))
        heard.set(result, (heard.get(result) ?? 0) + 1);
      school.clock.advance(1_000);
    }
    expect(school.takeMistakes()).toEqual([]);
    // The tangle reached the rules: something was taken in, something waited, something was refused.
    for (const outcome of [
      'accepted',
      'waiting pending_session',
      'rejected not_staff',
      'rejected fact_id_conflict',
    ])
      expect([...heard.keys()]).toContain(outcome);
  },
);
