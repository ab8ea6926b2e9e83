/** `/api/admin/users` and `/approvals`: the accounts of the institution, for administrators. */
import * as z from 'zod/mini';
import { someText, timeMs, userId, uuid } from '../primitives.ts';
import { role } from '../rows/user.ts';

export const accountState = z.enum(['active', 'unverified', 'pending', 'deactivated']);
export type AccountState = z.infer<typeof accountState>;

export const personEntry = z.object({
  id: userId,
  email: z.string(),
  role,
  state: accountState,
  givenName: z.string(),
  familyName: z.string(),
  studentNo: z.nullable(z.string()),
  employeeNo: z.nullable(z.string()),
  /** null for accounts that are older than this record. */
  createdAt: z.nullable(timeMs),
  /** False: nobody has taken the account over yet. */
  claimed: z.boolean(),
});
export type PersonEntry = z.infer<typeof personEntry>;

export const peopleQuery = z.strictObject({
  /** Anywhere in name, number or e-mail. */
  search: z.optional(someText(120)),
  role: z.optional(role),
  state: z.optional(accountState),
  /** `next` of the page before. */
  after: z.optional(uuid),
});

export const peoplePage = z.object({
  /** By name. */
  people: z.array(personEntry),
  next: z.nullable(userId),
});
export type PeoplePage = z.infer<typeof peoplePage>;

/** What waits for an administrator's word: a professor's account, or a student's claim to a number. */
const approval = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('professor'), person: personEntry, since: z.nullable(timeMs) }),
  z.object({
    kind: z.literal('number'),
    person: personEntry,
    since: z.nullable(timeMs),
    studentNo: z.string(),
    /** Who has the number now; only a walk-in's can be given to the account. */
    holder: z.nullable(z.object({ name: z.string(), walkIn: z.boolean() })),
  }),
]);
export type Approval = z.infer<typeof approval>;
/** Oldest first, at most 200. */
export const approvalList = z.object({ approvals: z.array(approval) });

export const roleRequest = z.strictObject({ role });

/** To be handed to its person; shown once. */
export const claimCode = z.object({ code: z.string(), expiresAt: timeMs });

export const changedPerson = z.object({ person: personEntry });
