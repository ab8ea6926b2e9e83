/** Has anything on the wire changed without saying so? */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { deviceRequest, deviceResponse } from './auth/device.ts';
import { issuerRequest, issuerResponse } from './auth/issuer.ts';
import { loginRequest, loginResponse } from './auth/login.ts';
import { factBodies, factEnvelope } from './facts/fact.ts';
import { poke } from './poke.ts';
import { problem } from './problem.ts';
import { row } from './rows/row.ts';
import { PROTOCOL_VERSION, syncRequest } from './sync-request.ts';
import { factResult, syncResponse } from './sync-response.ts';

const MESSAGES: Readonly<Record<string, z.ZodMiniType>> = {
  syncRequest,
  syncResponse,
  factResult,
  factEnvelope,
  ...Object.fromEntries(Object.entries(factBodies).map(([kind, body]) => [`fact ${kind}`, body])),
  ...Object.fromEntries(row.def.options.map((option) => [`row ${option.shape.type.def.values[0]}`, option])),
  poke,
  problem,
  deviceRequest,
  deviceResponse,
  issuerRequest,
  issuerResponse,
  loginRequest,
  loginResponse,
};

/**
 * The first 12 digits of each message's SHA-256. When a test run shows another one, the wire has changed: an old
 * app or server must still understand it (FACT2, DEV6), or PROTOCOL_VERSION rises. Then pin the new digits here.
 */
const PINNED = {
  version: 1,
  messages: {
    deviceRequest: '5f3f718e07d4',
    deviceResponse: 'c81a5ddc6a32',
    'fact appeal': 'd4828139a1d2',
    'fact appeal.decided': '4a747a4d45f7',
    'fact codes.shown': 'b617386eb1ac',
    'fact enrolment.added': '1811da5a1ebf',
    'fact enrolment.ended': '56e8c6d1bb6f',
    'fact excuse': 'fcc423e136ac',
    'fact excuse.decided': 'f158ba6b213a',
    'fact headcount': '78ab66e0f7f9',
    'fact mark': 'daa21ea2a6b7',
    'fact review': '51c1b1ea07b8',
    'fact scan': '6f2ce381df8f',
    'fact session.cancelled': '0c233c1bf7ba',
    'fact session.completed': '36376839926b',
    'fact session.opened': '65bb9da235f1',
    'fact session.reopened': '36376839926b',
    'fact witness': 'e25a90fc2db6',
    factEnvelope: '4d1d3af8e2a6',
    factResult: 'f06d45718980',
    issuerRequest: 'c313da939dd9',
    issuerResponse: '2e22bfa0b0cb',
    loginRequest: '01a5252ea15d',
    loginResponse: '1fc81c748229',
    poke: 'db91aba0f656',
    problem: '41536369647a',
    'row attendance': '3f40c5148a96',
    'row class': 'fb2b229b753d',
    'row enrolment': '2adf9c028812',
    'row headcount': '6fcf7b8f097c',
    'row notification': 'e7283c84dc08',
    'row request': '13ca9261ca58',
    'row scan': 'd78064391203',
    'row session': 'a30c232b48e8',
    'row user': '60b79a6a60d8',
    syncRequest: '1e8c6a22366d',
    syncResponse: '2404cbaac93a',
  },
};

function digits(schema: z.ZodMiniType): string {
  // What is let in and what comes out: only the first shows whether unknown fields are refused or ignored.
  const sides = (['input', 'output'] as const).map((io) => z.toJSONSchema(schema, { io }));
  const json = JSON.stringify(sides, sorted);
  return createHash('sha256').update(json).digest('hex').slice(0, 12);
}

/** Key order in source is no part of the wire. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test('the schemas are those of this protocol version', () => {
  const messages = Object.fromEntries(
    Object.entries(MESSAGES).map(([name, schema]) => [name, digits(schema)]),
  );
  expect({ version: PROTOCOL_VERSION, messages }).toEqual(PINNED);
});

test('a bound, a field or a strictness that changes shows', () => {
  const base = z.strictObject({ a: z.string().check(z.maxLength(5)) });
  const others = [
    z.strictObject({ a: z.string().check(z.maxLength(6)) }),
    z.object({ a: z.string().check(z.maxLength(5)) }),
    z.strictObject({ a: z.string().check(z.maxLength(5)), b: z.optional(z.int()) }),
    z.strictObject({ a: z.optional(z.string().check(z.maxLength(5))) }),
  ];
  expect(new Set([base, ...others].map(digits)).size).toBe(5);
});
