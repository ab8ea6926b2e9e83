/** `/api/auth/*`: one's own account. Logging in itself is in `auth/login.ts`: the device speaks it offline too. */
import * as z from 'zod/mini';

/** Longer ones are refused before they cost a hash; whether a new one may be chosen is said by `password_unfit`. */
const typedPassword = z.string().check(z.minLength(1), z.maxLength(128));
/** Room for a sentence of a password, so that "too long" can be said in words. */
const newPassword = z.string().check(z.maxLength(1_000));

export const passwordRequest = z.strictObject({ currentPassword: typedPassword, newPassword });
