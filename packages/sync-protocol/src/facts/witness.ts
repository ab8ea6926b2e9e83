/** A staff device confirms a student's receipt on the spot: `witness`. */
import * as z from 'zod/mini';
import { someText } from '../primitives.ts';

const MAX_RECEIPT_TEXT = 600;

export const witness = z.strictObject({ receipt: someText(MAX_RECEIPT_TEXT) });
