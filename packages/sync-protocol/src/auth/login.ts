/** `POST /api/auth/login` and `GET /api/auth/me`. */
import * as z from 'zod/mini';
import { someText, text, userId } from '../primitives.ts';
import { person, role } from '../rows/user.ts';

export const loginRequest = z.strictObject({ email: someText(254), password: someText(128) });

export const account = z.object({ id: userId, email: text(254), role, ...person.shape });
export type Account = z.infer<typeof account>;

export const loginResponse = z.object({ user: account });
