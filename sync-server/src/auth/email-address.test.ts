import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEmailAddress } from './email-address.ts';

const DOMAIN = 'acem.ac.in';
const read = (text: string, domain = DOMAIN) => {
  const found = readEmailAddress(text, domain);
  return found.ok ? found.value : found.reason;
};

test.each([
  ['asha@acem.ac.in', 'asha@acem.ac.in'],
  ['ASHA@ACEM.AC.IN', 'asha@acem.ac.in'],
  ['Asha.Rao+hazri@Acem.ac.in', 'asha.rao+hazri@acem.ac.in'],
  ["o'brien_24-cs@acem.ac.in", "o'brien_24-cs@acem.ac.in"],
  [`${'a'.repeat(64)}@acem.ac.in`, `${'a'.repeat(64)}@acem.ac.in`],
])('[MAIL] %s is the institution’s', (text, stored) => expect(read(text)).toBe(stored));

test.each([
  ['another domain', 'x@example.org'],
  ['the domain in front of another', 'x@acem.ac.in.evil.com'],
  ['the domain at the end of another', 'x@evilacem.ac.in'],
  ['a sub-domain', 'x@cs.acem.ac.in'],
  ['the parent domain', 'x@ac.in'],
  ['two @', 'x@evil.com@acem.ac.in'],
  ['two @, the domain first', 'x@acem.ac.in@evil.com'],
  ['an @ in quotes', '"x@evil.com"@acem.ac.in'],
  ['no @', 'acem.ac.in'],
  ['no local part', '@acem.ac.in'],
  ['no domain', 'x@'],
  ['nothing', ''],
  ['a line break behind it', 'x@acem.ac.in\r\nBcc: y@evil.com'],
  ['a line break in front of the @', 'x\r\nBcc: y@evil.com@acem.ac.in'],
  ['a line feed at the end', 'x@acem.ac.in\n'],
  ['a carriage return at the end', 'x@acem.ac.in\r'],
  ['a NUL', 'x\0@acem.ac.in'],
  ['a space at the end', 'x@acem.ac.in '],
  ['a space inside', 'x y@acem.ac.in'],
  ['a tab', 'x\t@acem.ac.in'],
  ['a comma: two addresses', 'y@evil.com,x@acem.ac.in'],
  ['a comma in the local part', 'x,y@acem.ac.in'],
  ['a semicolon', 'x;y@acem.ac.in'],
  ['angle brackets', '<x@acem.ac.in>'],
  ['a display name', 'X <x@acem.ac.in>'],
  ['a comment', 'x(y)@acem.ac.in'],
  ['a quoted local part', '"x"@acem.ac.in'],
  ['a backslash', 'x\\@acem.ac.in'],
  ['a dot in front', '.x@acem.ac.in'],
  ['a dot at the end', 'x.@acem.ac.in'],
  ['two dots', 'x..y@acem.ac.in'],
  ['a root dot', 'x@acem.ac.in.'],
  ['a port', 'x@acem.ac.in:25'],
  ['a path', 'x@acem.ac.in/'],
  ['a route', '@evil.com:x@acem.ac.in'],
  ['a percent hack', 'x@%61cem.ac.in'],
  ['an address literal', 'x@[127.0.0.1]'],
  ['a Cyrillic a', 'x@аcem.ac.in'],
  ['a Cyrillic с', 'x@aсem.ac.in'],
  ['a Greek omicron elsewhere', 'x@acem.αc.in'],
  ['a Latin a with a dot', 'x@ạcem.ac.in'],
  ['a combining mark', 'x@ácem.ac.in'],
  ['fullwidth letters', 'x@ａｃｅｍ.ac.in'],
  ['an ideographic full stop', 'x@acem。ac。in'],
  ['a soft hyphen', 'x@ac\u00ADem.ac.in'],
  ['a zero-width joiner', 'x@ac\u200Dem.ac.in'],
  ['a right-to-left override', 'x\u202E@acem.ac.in'],
  ['a Cyrillic local part', 'аsha@acem.ac.in'],
  ['an emoji', '🙂@acem.ac.in'],
  ['a punycode look-alike', 'x@xn--cem-5cd.ac.in'],
  ['a long local part', `${'a'.repeat(65)}@acem.ac.in`],
  ['a very long address', `${'a'.repeat(300)}@acem.ac.in`],
])('[MAIL] %s is not', (_what, text) => expect(read(text)).toBe('email_invalid'));

test('[MAIL] a Kelvin sign is no k', () => {
  expect(read('x@kite.ac.in', 'kite.ac.in')).toBe('x@kite.ac.in');
  expect(read('x@\u212Aite.ac.in', 'kite.ac.in')).toBe('email_invalid');
  expect(read('\u212A@kite.ac.in', 'kite.ac.in')).toBe('email_invalid');
});

test('[MAIL] an institution with letters of its own is known in both forms', () => {
  for (const domain of ['कॉलेज.भारत', 'xn--11b0ddd4ab.xn--h2brj9c', 'bücher.example']) {
    const stored = read('x@BÜCHER.example', 'bücher.example');
    expect(stored).toBe('x@xn--bcher-kva.example');
    expect(read(`x@${domain}`, domain)).toMatch(/^x@[a-z0-9.-]+$/);
  }
  expect(read('x@xn--bcher-kva.example', 'bücher.example')).toBe('x@xn--bcher-kva.example');
  expect(read('x@bucher.example', 'bücher.example')).toBe('email_invalid');
});

test('[MAIL] whatever is let in is one plain address of the domain', () => {
  const parts = fc.constantFrom(
    'a',
    'acem.ac.in',
    '@',
    '.',
    '\r\n',
    ' ',
    ',',
    '"',
    'а',
    'evil.com',
    '%',
    '\\',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(parts).map((all) => all.join('')),
      ),
      (text) => {
        const found = readEmailAddress(text, DOMAIN);
        if (found.ok) expect(found.value).toMatch(/^[^@\s",;<>()\\]+@acem\.ac\.in$/);
      },
    ),
    { numRuns: 2_000 },
  );
});
