import { expect, it } from 'vitest';
import { parseShortCode, shownShortCode } from './typed-code.ts';

it('[SCAN18] takes the digits however they are spaced, and nothing but eight of them', () => {
  expect(parseShortCode(shownShortCode('12345678'))).toBe('12345678');
  expect(parseShortCode(' 1234-5678 ')).toBe('12345678');
  for (const text of ['', '1234567', '123456789', '1234567a', '１２３４５６７８'])
    expect(parseShortCode(text)).toBeNull();
});
