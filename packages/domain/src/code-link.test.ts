import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeLink, MAX_CODE_TEXT, readCode } from './code-link.ts';
import './testing/runs.ts';

const ORIGIN = 'https://hazri.acem.ac.in';
const TOKEN = 'AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG';

describe('our own codes', () => {
  test('[SCAN1] link and back, in QR alphanumeric characters', () => {
    const link = codeLink(ORIGIN, TOKEN);
    expect(link).toBe(`HTTPS://HAZRI.ACEM.AC.IN/S/${TOKEN}`);
    expect(link).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
    expect(readCode(link, ORIGIN)).toEqual({ ok: true, value: TOKEN });
  });

  test('scheme and host in any case; ports and trailing slashes belong to the origin', () => {
    expect(readCode(`https://Hazri.acem.ac.in/S/${TOKEN}`, `${ORIGIN}/`)).toMatchObject({ ok: true });
    const local = 'http://localhost:3000';
    expect(readCode(codeLink(local, TOKEN), local)).toMatchObject({ ok: true });
    expect(readCode(codeLink(local, TOKEN), 'http://localhost:3001')).toMatchObject({
      reason: 'code_foreign',
    });
  });
});

describe('everything else', () => {
  test.each([
    ['another host', `HTTPS://EVIL.EXAMPLE/S/${TOKEN}`, 'code_foreign'],
    ['our host as a prefix', `HTTPS://HAZRI.ACEM.AC.IN.EVIL.COM/S/${TOKEN}`, 'code_foreign'],
    ['our host as a user', `HTTPS://HAZRI.ACEM.AC.IN@EVIL.COM/S/${TOKEN}`, 'code_foreign'],
    ['another scheme', `HTTP://HAZRI.ACEM.AC.IN/S/${TOKEN}`, 'code_foreign'],
    ['a letter that only upper-cases to ours', `HTTPS://HAZRı.ACEM.AC.IN/S/${TOKEN}`, 'code_not_hazri'],
    ['javascript', 'javascript:alert(1)', 'code_not_hazri'],
    ['a bare token', TOKEN, 'code_not_hazri'],
    ['our other pages', `HTTPS://HAZRI.ACEM.AC.IN/R/${TOKEN}`, 'code_not_hazri'],
    ['a deeper path', `HTTPS://HAZRI.ACEM.AC.IN/X/S/${TOKEN}`, 'code_not_hazri'],
    ['white space', ` HTTPS://HAZRI.ACEM.AC.IN/S/${TOKEN}`, 'code_not_hazri'],
    ['nothing', '', 'code_not_hazri'],
    ['too long', `HTTPS://HAZRI.ACEM.AC.IN/S/${'A'.repeat(MAX_CODE_TEXT)}`, 'code_not_hazri'],
    ['a truncated token', `HTTPS://HAZRI.ACEM.AC.IN/S/${TOKEN.slice(1)}`, 'token_malformed'],
    ['a query behind it', `HTTPS://HAZRI.ACEM.AC.IN/S/${TOKEN}?a=b`, 'token_malformed'],
    ['lower case', `https://hazri.acem.ac.in/S/${TOKEN.toLowerCase()}`, 'token_noncanonical'],
    ['another version', `HTTPS://HAZRI.ACEM.AC.IN/S/AI${TOKEN.slice(2)}`, 'token_unsupported'],
  ])('[SCAN1] %s', (_, text, reason) => {
    expect(readCode(text, ORIGIN)).toEqual({ ok: false, reason });
  });

  test('never throws, and accepts only what `codeLink` makes', () => {
    const nearly = fc.string({ unit: 'binary' }).map((tail) => `HTTPS://HAZRI.ACEM.AC.IN/S/${tail}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), nearly), (text) => {
        const read = readCode(text, ORIGIN);
        if (read.ok) expect(codeLink(ORIGIN, read.value)).toBe(text);
      }),
    );
  });
});
