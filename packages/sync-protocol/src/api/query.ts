/** Values in the query of an address: text there, numbers here. */
import * as z from 'zod/mini';

/** A whole number within bounds. */
export const queryNumber = (least: number, most: number) =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,16}$/)), z.transform(Number)),
    z.int().check(z.minimum(least), z.maximum(most)),
  );
