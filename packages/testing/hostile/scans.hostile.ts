/** Scans that try to count and shouldn't: forged, bent, late, early, copied and typed tokens (SCAN1–SCAN18). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fromBase32, TOKEN_BYTES, TOKEN_TEXT_LENGTH, toBase32 } from '@hazri/domain';
import { MAX_FACTS_PER_SYNC, MAX_TOKEN_TEXT } from '@hazri/sync-protocol';
import type { Device } from './kit/device.ts';
import { fact, outcomes, takeDevice, takeKid } from './kit/device.ts';
import type { Lesson } from './kit/lesson.ts';
import { scanBody, scanOf, startLesson, tokenAt } from './kit/lesson.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';

const HOUR_MS = 3_600_000;
const KID_BYTES_END = 4;

let school: School;
let laptop: Device;
let phone: Device;
let outsiders: Device;
let kid: number;
let lesson: Lesson;
beforeAll(async () => {
  school = await openSchool();
  laptop = await takeDevice(school, school.professor);
  kid = await takeKid(school, laptop);
  outsiders = await takeDevice(school, studentAt(3));
});
afterAll(() => school.close());
beforeEach(async () => {
  school.clock.advance(2 * HOUR_MS);
  phone = await takeDevice(school, studentAt(0));
  lesson = await startLesson(school, laptop, kid);
});

function studentAt(index: number) {
  const student = school.students[index];
  if (!student) throw new Error(`student ${index}`);
  return student;
}

interface ScanCase {
  readonly name: string;
  readonly expected: string;
  readonly attack: () => unknown;
  readonly by?: () => Device;
}

const text = (bend: (valid: string) => string) => () => scanOf(school, bend(tokenAt(school, lesson)));
const at = (value: string, index: number, character: string): string =>
  value.slice(0, index) + character + value.slice(index + 1);
const SPARE_BIT = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const CASES: readonly ScanCase[] = [
  {
    name: 'control: two frames in time count',
    expected: 'accepted',
    attack: () => fact(school, 'scan', scanBody(school, lesson)),
  },
  { name: '[SCAN1] empty', expected: 'rejected token_malformed', attack: text(() => '') },
  {
    name: '[SCAN1] truncated by one',
    expected: 'rejected token_malformed',
    attack: text((t) => t.slice(0, -1)),
  },
  { name: '[SCAN1] trailing letter', expected: 'rejected token_malformed', attack: text((t) => `${t}A`) },
  { name: '[SCAN1] trailing padding', expected: 'rejected token_malformed', attack: text((t) => `${t}===`) },
  {
    name: '[SCAN1] trailing line break in place',
    expected: 'rejected token_malformed',
    attack: text((t) => `${t.slice(0, -1)}\n`),
  },
  {
    name: '[SCAN1] twice over',
    expected: 'rejected token_malformed',
    attack: text((t) => (t + t).slice(0, MAX_TOKEN_TEXT)),
  },
  {
    name: '[SCAN1] NUL inside',
    expected: 'rejected token_malformed',
    attack: text((t) => at(t, 30, '\0')),
  },
  {
    name: '[SCAN1] half a surrogate pair inside',
    expected: 'rejected token_malformed',
    attack: text((t) => at(t, 30, '\ud800')),
  },
  {
    name: '[SCAN1] Cyrillic А for A',
    expected: 'rejected token_malformed',
    attack: text((t) => at(t, 0, 'А')),
  },
  {
    name: '[SCAN1] lower case',
    expected: 'rejected token_noncanonical',
    attack: text((t) => t.toLowerCase()),
  },
  {
    name: '[SCAN1] spare bit set',
    expected: 'rejected token_noncanonical',
    attack: text((t) =>
      at(t, TOKEN_TEXT_LENGTH - 1, SPARE_BIT.charAt(SPARE_BIT.indexOf(t.charAt(TOKEN_TEXT_LENGTH - 1)) + 1)),
    ),
  },
  {
    name: '[SCAN1] a whole link instead of its token',
    expected: 'rejected token_malformed',
    attack: text((t) => `HTTPS://HAZRI.TEST/S/${t}`),
  },
  {
    name: '[SCAN1] longer than any text',
    expected: 'rejected fact_malformed',
    attack: () => scanOf(school, 'A'.repeat(MAX_TOKEN_TEXT + 1)),
  },
  {
    name: '[SCAN1] of a key that nobody holds',
    expected: 'rejected token_unknown_key',
    attack: () => scanOf(school, tokenAt(school, { ...lesson, kid: (kid ^ 1) >>> 0 })),
  },
  {
    name: '[SCAN4] two steps late',
    expected: 'rejected token_expired',
    attack: () => scanOf(school, tokenAt(school, lesson, school.clock.now() - 76_000)),
  },
  {
    name: '[SCAN10] claimed an hour before its token',
    expected: 'review clock_suspect',
    attack: () => {
      const now = school.clock.now();
      return fact(school, 'scan', { ...scanBody(school, lesson), scannedAt: now - HOUR_MS });
    },
  },
  {
    name: '[SCAN7] one frame, as a forwarded photo has',
    expected: 'review liveness_weak',
    attack: text((t) => t),
  },
  {
    name: '[SCAN7] the same frame three times',
    expected: 'review liveness_weak',
    attack: () => {
      const one = { text: tokenAt(school, lesson), gapMs: 0 };
      const tokens = [one, { ...one, gapMs: 2_000 }, { ...one, gapMs: 4_000 }];
      return fact(school, 'scan', { tokens, scannedAt: school.clock.now(), how: 'camera' });
    },
  },
  {
    name: '[SCAN6] by somebody who isn’t enrolled',
    expected: 'waiting not_enrolled',
    attack: () => fact(school, 'scan', scanBody(school, lesson)),
    by: () => outsiders,
  },
  {
    name: '[SCAN2] of a session that nobody opened',
    expected: 'waiting pending_session',
    attack: () =>
      fact(
        school,
        'scan',
        scanBody(school, { ...lesson, sessionId: fact(school, 'headcount', countOf(lesson)).body.sessionId }),
      ),
  },
  {
    name: '[SCAN18] a typed code that isn’t the screen’s',
    expected: 'rejected short_code_wrong',
    attack: () =>
      fact(school, 'scan', {
        classId: school.classId,
        shortCode: '00000000',
        scannedAt: school.clock.now(),
        how: 'typed',
      }),
  },
];

function countOf({ sessionId }: Lesson) {
  const last = sessionId.at(-1) === '0' ? '1' : '0';
  return { sessionId: `${sessionId.slice(0, -1)}${last}` as Lesson['sessionId'], count: 1 };
}

describe('a scan', () => {
  test.each(CASES)('$name: $expected', async ({ expected, attack, by }) => {
    expect(await outcomes(school, by?.() ?? phone, [attack()])).toEqual([expected]);
    expect(school.takeMistakes()).toEqual([]);
  });
});

test('[SCAN1] one bit flipped, each of all 304: never accepted, always named', async () => {
  const decoded = fromBase32(tokenAt(school, lesson));
  if (!decoded.ok) throw new Error('start from a valid token');
  const flipped = Array.from({ length: TOKEN_BYTES * 8 }, (_, bit) => {
    const bytes = Uint8Array.from(decoded.value);
    const byte = bit >> 3;
    bytes[byte] = (bytes[byte] ?? 0) ^ (0x80 >> (bit & 7));
    const reason =
      byte === 0 ? 'token_unsupported' : byte <= KID_BYTES_END ? 'token_unknown_key' : 'token_bad_mac';
    return { scan: scanOf(school, toBase32(bytes)), expected: `rejected ${reason}` };
  });
  for (let from = 0; from < flipped.length; from += MAX_FACTS_PER_SYNC) {
    const part = flipped.slice(from, from + MAX_FACTS_PER_SYNC);
    const answers = await outcomes(school, phone, part.map(({ scan }) => scan)); // prettier-ignore
    expect(answers).toEqual(part.map(({ expected }) => expected));
  }
});

test('[SCAN14] fifty copies at once, from two devices: one accepted, one attendance', async () => {
  const scan = fact(school, 'scan', scanBody(school, lesson));
  const second = await takeDevice(school, studentAt(0));
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, copy) => outcomes(school, copy % 2 === 0 ? phone : second, [scan])),
  );
  expect(answers.flat().toSorted()).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'duplicate')]);
  const { rows } = await school.server.deps.database.client.execute({
    sql: `SELECT count(*) FROM attendance a JOIN sessions s ON s.id = a.session_id JOIN users u ON u.id = a.student_id
          WHERE s.uuid = ? AND u.email = ?`,
    args: [lesson.sessionId, studentAt(0).email],
  });
  expect(Number(rows[0]?.[0])).toBe(1);
});

test('[SCAN18] a short code can’t be guessed: three tries, then none is looked at', async () => {
  const guesses = Array.from({ length: 100 }, (_, guess) =>
    fact(school, 'scan', {
      classId: school.classId,
      shortCode: String(guess).padStart(8, '0'),
      scannedAt: school.clock.now(),
      how: 'typed',
    }),
  );
  const answers = new Set(await outcomes(school, phone, guesses));
  expect([...answers].toSorted()).toEqual(['rejected short_code_tries', 'rejected short_code_wrong']);
});

test('[SCAN6] [SES3] a walk-in counts once enrolled', async () => {
  const scan = fact(school, 'scan', scanBody(school, lesson));
  const stranger = await takeDevice(school, studentAt(3));
  expect(await outcomes(school, stranger, [scan])).toEqual(['waiting not_enrolled']);
  const from = school.clock.now();
  const added = fact(school, 'enrolment.added', {
    classId: school.classId,
    studentId: studentAt(3).id,
    from,
  });
  expect(await outcomes(school, laptop, [added])).toEqual(['accepted']);
  const { rows } = await school.server.deps.database.client.execute({
    sql: 'SELECT outcome FROM scans WHERE uuid = ?',
    args: [scan.id],
  });
  expect(rows[0]?.['outcome']).toBe('accepted');
});
