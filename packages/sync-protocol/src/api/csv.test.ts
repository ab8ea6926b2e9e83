import { expect, test } from 'vitest';
import { csvLine, inertCell } from './csv.ts';

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '＝1'])(
  '%j is no formula any more',
  (text) => {
    expect(inertCell(text)).toBe(`'${text}`);
  },
);

test.each(['Rao', '<img src=x onerror=alert(1)>', 'سلمى', '👩🏽‍🔬', 'a=b', ''])('%j stays as it is', (text) => {
  expect(inertCell(text)).toBe(text);
});

test('quotes only what needs it, and doubles quotes', () => {
  expect(csvLine(['Rao, S.', 'An "A"', 'two\nlines', 'plain', '=1,2'])).toBe(
    `"Rao, S.","An ""A""","two\nlines",plain,"'=1,2"\r\n`,
  );
});
