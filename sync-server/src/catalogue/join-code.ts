/** The code that students type to join a class. */
import type { Random } from '../clock.ts';

/** 32 signs that nobody takes for another: no I and 1, no O and 0. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 40 bits: with a few tries in ten minutes it can't be guessed. */
export const JOIN_CODE_LENGTH = 8;

/** A new code in its normal form, as it is stored and compared. */
export function makeJoinCode(random: Random): string {
  return Array.from(random(JOIN_CODE_LENGTH), (byte) => SIGNS.charAt(byte % SIGNS.length)).join('');
}

/** What was typed in its normal form: capitals, no spaces or dashes. */
export function readJoinCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s\-–]/g, '');
}
