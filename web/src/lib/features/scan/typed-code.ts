/** The eight digits under a code as a person types them. */
import { SHORT_CODE_DIGITS } from '@hazri/domain';

/** The digits alone, or null when there are not exactly eight; spaces and dashes between them don't matter. */
export function parseShortCode(text: string): string | null {
  const digits = text.replaceAll(/[\s-]/g, '');
  return digits.length === SHORT_CODE_DIGITS && /^[0-9]+$/.test(digits) ? digits : null;
}

/** `12345678` as it is shown: `1234 5678`. */
export function shownShortCode(digits: string): string {
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
