import type { FactKind } from '@hazri/domain';
import { STUDENT_KINDS } from '@hazri/domain';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { BODIES, ID, NOW, OTHER_ID, TYPED_SCAN, WALK_IN, wireFact } from '../testing/examples.ts';
import { factBodies, MAX_KIND, parseFact } from './fact.ts';

vi.setConfig({ testTimeout: 60_000 });

const KINDS = Object.keys(BODIES).filter((kind): kind is FactKind => Object.hasOwn(factBodies, kind));

function reasonOf(input: unknown): string {
  const parsed = parseFact(input);
  return parsed.ok ? 'ok' : parsed.reason;
}

/** The example body of `kind` with one field changed. */
function changed(kind: FactKind, changes: Readonly<Record<string, unknown>>): string {
  return reasonOf(wireFact(kind, { ...BODIES[kind], ...changes }));
}

describe('facts that are right', () => {
  test.each(KINDS)('[SYNC1] %s comes out as it went in', (kind) => {
    const wire = wireFact(kind, BODIES[kind], { clockJumped: true });
    expect(parseFact(JSON.parse(JSON.stringify(wire)))).toEqual({ ok: true, value: wire });
  });

  test('[SCAN18] a typed scan names the class and carries no tokens', () => {
    expect(reasonOf(wireFact('scan', TYPED_SCAN))).toBe('ok');
    expect(reasonOf(wireFact('scan', { ...TYPED_SCAN, tokens: [] }))).toBe('field_forbidden');
  });

  test('[SES3] somebody is enrolled by id or as a new person, not both, not neither', () => {
    expect(reasonOf(wireFact('enrolment.added', WALK_IN))).toBe('ok');
    expect(reasonOf(wireFact('enrolment.added', { ...WALK_IN, studentId: OTHER_ID }))).toBe('fact_malformed');
    expect(reasonOf(wireFact('enrolment.added', { classId: ID, from: NOW }))).toBe('fact_malformed');
  });

  test('every kind has an example, and what students may state are kinds', () => {
    expect(Object.keys(factBodies).sort()).toEqual([...KINDS].sort());
    for (const kind of STUDENT_KINDS) expect(KINDS).toContain(kind);
  });
});

describe('text that can’t be stored', () => {
  const HALF_A_PAIR = '\ud83d';
  test.each([HALF_A_PAIR, `Asha ${HALF_A_PAIR}`, '\udc00\ud800', 'R1\0'])(
    '[SYNC1] %j is refused',
    (value) => {
      expect(changed('session.opened', { room: value })).toBe('fact_malformed');
      expect(changed('session.opened', { title: value })).toBe('fact_malformed');
      for (const field of ['givenName', 'familyName', 'studentNo'])
        expect(
          reasonOf(
            wireFact('enrolment.added', { ...WALK_IN, person: { ...WALK_IN.person, [field]: value } }),
          ),
        ).toBe('fact_malformed');
      expect(reasonOf(wireFact(value, {}))).toBe('fact_malformed');
    },
  );

  test('[SYNC1] whole pairs are text like any other', () => {
    expect(changed('session.opened', { title: 'Signals \u{1f4e1}' })).toBe('ok');
  });

  test('[SCAN1] what a decoder read reaches the server as it was read', () => {
    expect(changed('scan', { tokens: [{ text: `\0${HALF_A_PAIR}`, gapMs: 0 }] })).toBe('ok');
  });
});

describe('facts of a newer app', () => {
  test.each([
    'session.teleported',
    'Scan',
    'scan ',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ])('[FACT2] kind %j is set aside, not refused', (kind) => {
    expect(reasonOf(wireFact(kind, { anything: [1, { deep: true }] }))).toBe('kind_unknown');
  });

  test('[FACT2] a known kind of a newer version is set aside, whatever its body', () => {
    expect(reasonOf(wireFact('mark', { statuses: [] }, { v: 2 }))).toBe('kind_unknown');
  });

  test('[FACT2] but the envelope must be right', () => {
    for (const changes of [
      { v: 0 },
      { v: 1.5 },
      { v: 1_001 },
      { kind: '' },
      { kind: 'k'.repeat(MAX_KIND + 1) },
    ]) {
      expect(reasonOf(wireFact('new', {}, changes))).toBe('fact_malformed');
    }
    for (const body of [null, [], 'text', 1, undefined])
      expect(reasonOf(wireFact('new', body))).toBe('fact_malformed');
  });
});

describe('fields that nobody may send', () => {
  test.each(KINDS)('an author, device or time of receipt in %s', (kind) => {
    for (const field of ['author', 'device', 'receivedAt', 'userId', 'trust', 'outcome']) {
      expect(changed(kind, { [field]: OTHER_ID })).toBe('field_forbidden');
      expect(reasonOf(wireFact(kind, BODIES[kind], { [field]: OTHER_ID }))).toBe('field_forbidden');
    }
  });

  test('a scan in another student’s name', () => {
    expect(changed('scan', { studentId: OTHER_ID })).toBe('field_forbidden');
    expect(reasonOf(wireFact('scan', { ...TYPED_SCAN, studentId: OTHER_ID }))).toBe('field_forbidden');
  });

  test('fields inside nested values', () => {
    expect(changed('scan', { tokens: [{ text: 'AE', gapMs: 0, kid: 1 }] })).toBe('field_forbidden');
    const policy = Object.assign({ trustEverybody: true }, BODIES['session.opened']['policy']);
    expect(changed('session.opened', { policy })).toBe('field_forbidden');
  });

  test('__proto__ as JSON brings it, in the envelope, in the body and deeper', () => {
    const body = JSON.stringify(BODIES.mark).slice(0, -1);
    const hidden = '"__proto__":{"status":"present"}';
    const envelope = JSON.stringify(wireFact('mark', BODIES.mark)).slice(0, -1);
    expect(reasonOf(JSON.parse(`${envelope},${hidden}}`))).toBe('field_forbidden');
    expect(reasonOf(wireFact('mark', JSON.parse(`${body},${hidden}}`)))).toBe('field_forbidden');
    expect(reasonOf(wireFact('unknown', JSON.parse(`${body},${hidden}}`)))).toBe('field_forbidden');
    const token: unknown = JSON.parse(`{"text":"AE","gapMs":0,${hidden}}`);
    expect(changed('scan', { tokens: [token] })).toBe('field_forbidden');
    expect(Object.getPrototypeOf({})).not.toHaveProperty('status');
  });
});

describe('bounds', () => {
  const tooLong = (length: number) => 'x'.repeat(length + 1);
  const token = { text: 'AE', gapMs: 0 };
  test.each([
    ['scan', { tokens: [] }],
    ['scan', { tokens: [token, token, token, token] }],
    ['scan', { tokens: [{ ...token, text: tooLong(128) }] }],
    ['scan', { tokens: [{ ...token, gapMs: -1 }] }],
    ['scan', { tokens: [{ ...token, gapMs: 0.5 }] }],
    ['scan', { how: 'api' }],
    ['scan', { how: 'telepathy' }],
    ['scan', { scannedAt: -1 }],
    ['scan', { scannedAt: '1' }],
    ['scan', { scannedAt: 8_640_000_000_000_001 }],
    ['mark', { status: 'void' }],
    ['mark', { status: undefined }],
    ['mark', { reason: tooLong(500) }],
    ['mark', { sessionId: ID.toUpperCase() }],
    ['mark', { sessionId: `${ID}\n` }],
    ['mark', { sessionId: '' }],
    ['headcount', { count: -1 }],
    ['headcount', { count: 10_001 }],
    ['headcount', { count: 1.5 }],
    ['headcount', { count: null }],
    ['codes.shown', { steps: [] }],
    ['codes.shown', { steps: Array.from({ length: 101 }, (_, i) => [i * 30, '00000000']) }],
    ['codes.shown', { steps: [[0, '0000000G']] }],
    ['codes.shown', { steps: [[0, '0a0b0c0d', 1]] }],
    ['codes.shown', { kid: 2 ** 32 }],
    ['session.opened', { startsAt: 0 }],
    ['session.opened', { title: tooLong(160) }],
    ['session.opened', { clockOffsetMs: Number.NaN }],
    ['session.opened', { clockOffsetMs: Number.POSITIVE_INFINITY }],
    ['session.opened', { policy: { ...(BODIES['session.opened']['policy'] ?? {}), rotationMs: 0 } }],
    ['session.opened', { policy: { ...(BODIES['session.opened']['policy'] ?? {}), rotationMs: 1_500 } }],
    ['witness', { receipt: '' }],
    ['witness', { receipt: tooLong(600) }],
    ['appeal', { reason: '' }],
    ['review', { decision: 'maybe' }],
  ] as const)('%s %j', (kind, changes) => {
    expect(changed(kind, changes)).toBe('fact_malformed');
  });

  test.each([
    { id: 'x' },
    { madeAt: -1 },
    { madeAt: 0.5 },
    { hlc: [NOW] },
    { hlc: [NOW, 0, 0] },
    { hlc: [NOW, -1] },
    { hlc: [NOW, 2 ** 32] },
    { hlc: { 0: NOW, 1: 0 } },
    { clockJumped: 'yes' },
    { v: '1' },
  ])('envelope %j', (changes) => {
    expect(reasonOf(wireFact('mark', BODIES.mark, changes))).toBe('fact_malformed');
  });

  test('a typed code is exactly eight ASCII digits', () => {
    for (const shortCode of ['1234567', '123456789', '1234 567', '1234567a', '١٢٣٤٥٦٧٨', 12345678]) {
      expect(reasonOf(wireFact('scan', { ...TYPED_SCAN, shortCode }))).toBe('fact_malformed');
    }
  });
});

describe('anything at all', () => {
  const RUNS = { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 2_000) };

  test('[SYNC1] never throws, and nothing but a fact is a fact', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (input) => {
        expect(parseFact(input).ok).toBe(false);
      }),
      RUNS,
    );
  });

  test('[SYNC1] a fact with one field replaced is still the same fact, or refused', () => {
    const field = fc
      .constantFrom(...KINDS)
      .chain((kind) => fc.tuple(fc.constant(kind), fc.constantFrom(...Object.keys(BODIES[kind]))));
    fc.assert(
      fc.property(field, fc.jsonValue(), ([kind, name], value) => {
        const wire = wireFact(kind, { ...BODIES[kind], [name]: value });
        const parsed = parseFact(wire);
        if (parsed.ok) expect(parsed.value).toEqual(wire);
        else expect(['fact_malformed', 'field_forbidden']).toContain(parsed.reason);
      }),
      RUNS,
    );
  });
});
