/** A local date on the wire, `2026-11-23`: a day that the calendar has. */
import * as z from 'zod/mini';
import { startOfDate } from '@hazri/domain';

export const localDate = z.string().check(
  z.regex(/^2[01]\d\d-\d\d-\d\d$/),
  z.refine((date) => startOfDate(date, 'UTC') !== null),
);
