/**
 * Takes registrations. Whether the address has an account decides only which mail goes out: one hash, one turn of the
 * writer with one commit and one mail happen either way.
 */
import type { AppDeps } from '../app-deps.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { accountMail } from '../mail/account-mails.ts';
import { CODE_KINDS, NOBODY } from './account-codes.ts';
import { languageOf } from './account-languages.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';
import { claimNumber, dropClaim } from './number-claims.ts';
import { newUuid } from '../catalogue/catalogue.ts';

export interface Registration {
  /** In its stored form (`readEmailAddress`). */
  readonly email: string;
  readonly role: 'student' | 'professor';
  readonly password: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly studentNo: string | null;
  readonly employeeNo: string | null;
}

type Deps = Pick<
  AppDeps,
  'clock' | 'codes' | 'config' | 'database' | 'mailer' | 'passwords' | 'random' | 'writer'
>;

/** Registrations that nobody confirmed are forgotten after this, so that made-up ones don't pile up. */
const FORGET_AFTER_MS = 7 * 86_400_000;

export async function takeRegistration(deps: Deps, registration: Registration): Promise<void> {
  const { clock, codes, config, database, mailer, passwords, random, writer } = deps;
  const { email, role, givenName, familyName, studentNo, employeeNo } = registration;
  const passwordHash = await passwords.hash(registration.password);
  const sent = await writer.run(async (turn) => {
    const known = await findUserByEmail(database, email);
    const isOpen = known === null || known.state === 'unverified';
    const createdAt = clock.now();
    // Who registers again corrects what they typed; the code that is mailed is the newest one's.
    const user: User = {
      id: known?.id ?? turn.nextId('users'),
      uuid: known?.uuid ?? newUuid(clock, random),
      email,
      role,
      state: 'unverified',
      passwordHash,
      givenName,
      familyName,
      studentNo: null,
      employeeNo,
      createdAt,
      rev: turn.nextRev(),
    };
    const { code, statement } = codes.draw(isOpen ? user : ownerOf(known), 'verify');
    const written = isOpen
      ? [
          upsertRows(users, [user]),
          studentNo === null ? dropClaim(user.id) : claimNumber(user.id, studentNo, createdAt),
        ]
      : [];
    await turn.commit([statement, ...written], [`user:${user.id}`]);
    return { code, kind: isOpen ? ('verify' as const) : ('registered_again' as const), known };
  });
  if (sent.known !== null && sent.known.state === 'deactivated') return;
  mailer.post(
    accountMail(
      email,
      { kind: sent.kind, code: sent.code },
      clock.now() + CODE_KINDS.verify.lifeMs,
      config.origin,
      await languageOf(database, (sent.known ?? NOBODY).id),
    ),
  );
}

/** A closed account gets no code; its row is the decoy's. */
function ownerOf(user: User) {
  return user.state === 'deactivated' ? NOBODY : user;
}

/** Forgets registrations that nobody confirmed; whoever is on a roster by now stays. */
export async function forgetStaleRegistrations({
  clock,
  writer,
}: Pick<Deps, 'clock' | 'writer'>): Promise<void> {
  const before = clock.now() - FORGET_AFTER_MS;
  await writer.run((turn) =>
    turn.commit([
      {
        sql: `DELETE FROM users WHERE state = 'unverified' AND created_at < ?
              AND NOT EXISTS (SELECT 1 FROM enrolments WHERE student_id = users.id)`,
        args: [before],
      },
      'DELETE FROM number_claims WHERE user_id NOT IN (SELECT id FROM users)',
      'DELETE FROM account_codes WHERE user_id > 0 AND user_id NOT IN (SELECT id FROM users)',
    ]),
  );
}
