/** `/api/auth/*`: one's own account. Logging in itself is in `auth/login.ts`: the device speaks it offline too. */
import * as z from 'zod/mini';
import { account } from '../auth/login.ts';
import { MAX_NAME, someText } from '../primitives.ts';
import { accountState } from './people.ts';

const MAX_NUMBER = 40;

/** Longer ones are refused before they cost a hash; whether a new one may be chosen is said by `password_unfit`. */
const typedPassword = z.string().check(z.minLength(1), z.maxLength(128));
/** Room for a sentence of a password, so that "too long" can be said in words. */
export const newPassword = z.string().check(z.minLength(1), z.maxLength(1_000));
/** Longer than any address, so that the domain rule can answer for itself (`email_invalid`). */
export const typedEmail = someText(1_000);
/** As people type it: any case, with dashes and spaces. */
const typedCode = someText(40);

/**
 * Any script, nothing that breaks a line or turns the direction of what stands beside it; joiners stay, Indic scripts
 * are written with them.
 */
const plain = z.refine<string>((value) => !/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u.test(value));
export const personName = someText(MAX_NAME).check(z.trim(), z.minLength(1), plain);
/** Roll number or staff number. */
export const personNumber = someText(MAX_NUMBER).check(
  z.trim(),
  z.regex(/^[\p{L}\p{N}][\p{L}\p{N} ./_-]*$/u),
);

export const passwordRequest = z.strictObject({ currentPassword: typedPassword, newPassword });

const registration = {
  email: typedEmail,
  password: newPassword,
  givenName: personName,
  familyName: personName,
};
export const registerRequest = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('student'), ...registration, studentNo: personNumber }),
  z.strictObject({ role: z.literal('professor'), ...registration, employeeNo: personNumber }),
]);

/** The same whether the address has an account or not. */
export const mailedResponse = z.object({ status: z.literal('check_email') });

export const mailRequest = z.strictObject({ email: typedEmail });

export const verifyRequest = z.strictObject({
  email: typedEmail,
  code: typedCode,
  /**
   * What was typed when registering. With the code it counts, whatever password the address was registered with
   * before: that may have been somebody else.
   */
  password: z.optional(newPassword),
});

export const resetRequest = z.strictObject({ email: typedEmail, code: typedCode, password: newPassword });

export const claimRequest = z.strictObject({
  email: typedEmail,
  code: typedCode,
  password: newPassword,
  /** Of the first administrator; others are known by name. */
  givenName: z.optional(personName),
  familyName: z.optional(personName),
});

const language = z.enum(['en', 'hi', 'te']);
export const languageRequest = z.strictObject({
  language,
  /** False: the browser's own, which counts only while there is no other. */
  chosen: z.boolean(),
});

export const profileResponse = z.object({
  user: account,
  state: accountState,
  employeeNo: z.nullable(z.string()),
  /** A student number that waits for an administrator's word. */
  claimedNo: z.nullable(z.string()),
  /** That mails are written in; null: nobody has said so, and they are in English. */
  language: z.nullable(language),
});
export type Profile = z.infer<typeof profileResponse>;

export const profileChange = z.strictObject({
  givenName: z.optional(personName),
  familyName: z.optional(personName),
  /** Only while there is none: a number is changed by the office. */
  studentNo: z.optional(personNumber),
  employeeNo: z.optional(personNumber),
});

/** What forms need to know before anybody is signed in. */
export const institutionResponse = z.object({
  /** Addresses end with `@` and this. */
  emailDomain: z.string(),
  /** False: codes come from the office, not by mail. */
  sendsMail: z.boolean(),
});
