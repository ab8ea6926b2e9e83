/** `/api/admin/users` and `/api/admin/approvals`: what administrators decide about accounts. Each step is audited. */
import type { Context } from 'hono';
import { and, eq, ne } from 'drizzle-orm';
import {
  approvalList,
  changedPerson,
  claimCode,
  peoplePage,
  peopleQuery,
  roleRequest,
} from '@hazri/sync-protocol/api/people';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import type { User } from '../auth/accounts.ts';
import { changeAccount } from '../auth/change-account.ts';
import { decide } from '../auth/decide-approval.ts';
import { findAccount, listApprovals, listPeople, personEntryOf } from '../auth/list-people.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import type { WriteTurn } from '../db/writer.ts';
import { users } from '../db/people-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import type { ProblemReason } from '../http/problem.ts';
import { problem } from '../http/problem.ts';

interface Asked {
  readonly c: Context<AppEnv>;
  readonly caller: SignedIn;
  readonly params: Readonly<Record<string, string>>;
}

export function peopleEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { authSessions, codes, database, devices, writer } = deps;
  const { orm } = database;

  /** Finds the account within a turn of the writer and puts on record what is done to it. */
  async function act<Done extends object>(
    { c, caller, params }: Asked,
    action: string,
    work: (turn: WriteTurn, user: User) => Promise<Done | ProblemReason>,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<Done | Response> {
    const by = askedBy(deps, c, caller);
    const done = await writer.run(async (turn) => {
      const user = await findAccount(database, params['id'] ?? '');
      if (!user) return 'not_found';
      turn.audit({ ...by, action, subject: `user:${user.uuid}`, detail });
      return work(turn, user);
    });
    return typeof done === 'string' ? problem(done) : done;
  }
  const entry = (user: User | Response) =>
    user instanceof Response ? user : { person: personEntryOf(user) };

  async function endLogins(user: User, why: 'logged_out' | 'account_deactivated'): Promise<void> {
    await devices.endOfUser(user.id, why);
    await authSessions.endAll(user.id);
  }

  async function isLastAdministrator(user: User): Promise<boolean> {
    if (user.role !== 'administrator' || user.state !== 'active') return false;
    const others = and(eq(users.role, 'administrator'), eq(users.state, 'active'), ne(users.id, user.id));
    return (await orm.$count(users, others)) === 0;
  }

  return [
    endpoint({
      method: 'get',
      path: '/admin/approvals',
      access: 'administrator',
      summary: 'Professors and student numbers that wait for a decision',
      answer: approvalList,
      handle: async () => ({ approvals: [...(await listApprovals(database))] }),
    }),
    endpoint({
      method: 'get',
      path: '/admin/users',
      access: 'administrator',
      summary: 'Accounts by name, a page at a time',
      query: peopleQuery,
      answer: peoplePage,
      handle: ({ query }) => listPeople(database, query),
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/approve',
      access: 'administrator',
      summary: 'Approve a professor, or give a student the number that they claim',
      refuses: ['not_found', 'nothing_to_decide', 'number_taken'],
      answer: changedPerson,
      handle: async (asked) =>
        entry(await act(asked, 'account.approved', (turn, user) => decide(deps, turn, user, 'approve'))),
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/decline',
      access: 'administrator',
      summary: 'Close a professor’s account that waits, or refuse a student the number that they claim',
      refuses: ['not_found', 'nothing_to_decide'],
      answer: changedPerson,
      handle: async (asked) => {
        const user = await act(asked, 'account.declined', (turn, found) =>
          decide(deps, turn, found, 'decline'),
        );
        if (!(user instanceof Response) && user.state === 'deactivated')
          await endLogins(user, 'account_deactivated');
        return entry(user);
      },
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/deactivate',
      access: 'administrator',
      summary: 'Close an account: its logins, devices and keys end',
      refuses: ['not_found', 'last_administrator'],
      answer: changedPerson,
      handle: async (asked) => {
        const user = await act(asked, 'account.deactivated', async (turn, found) =>
          (await isLastAdministrator(found))
            ? 'last_administrator'
            : changeAccount(deps, turn, { ...found, state: 'deactivated' }),
        );
        if (!(user instanceof Response)) {
          await endLogins(user, 'account_deactivated');
          await devices.revokeKeysOf(user.id, askedBy(deps, asked.c, asked.caller));
        }
        return entry(user);
      },
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/reactivate',
      access: 'administrator',
      summary: 'Open a closed account again',
      refuses: ['not_found', 'nothing_to_decide'],
      answer: changedPerson,
      handle: async (asked) =>
        entry(
          await act(asked, 'account.reactivated', (turn, user) =>
            user.state === 'deactivated'
              ? changeAccount(deps, turn, { ...user, state: 'active' })
              : Promise.resolve('nothing_to_decide'),
          ),
        ),
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/role',
      access: 'administrator',
      summary: 'Change the role; the person signs in anew',
      refuses: ['not_found', 'last_administrator'],
      body: roleRequest,
      answer: changedPerson,
      handle: async (asked) => {
        const { role } = asked.body;
        const user = await act(
          asked,
          'account.role_changed',
          async (turn, found) =>
            role !== 'administrator' && (await isLastAdministrator(found))
              ? 'last_administrator'
              : changeAccount(deps, turn, { ...found, role }),
          { role },
        );
        if (!(user instanceof Response)) {
          await endLogins(user, 'logged_out');
          if (role !== 'professor') await devices.revokeKeysOf(user.id, askedBy(deps, asked.c, asked.caller));
        }
        return entry(user);
      },
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/claim-code',
      access: 'administrator',
      summary: 'A code to hand to the person, who takes the account over with it; shown once',
      refuses: ['not_found', 'nothing_to_decide'],
      answer: claimCode,
      handle: async (asked) => {
        const drawn = await act(asked, 'account.claim_code_issued', async (turn, found) => {
          if (found.state === 'deactivated') return 'nothing_to_decide';
          const code = codes.draw(found, 'claim');
          await turn.commit([code.statement]);
          return code;
        });
        if (drawn instanceof Response) return drawn;
        const { code, expiresAt } = drawn;
        return { code, expiresAt };
      },
    }),
    endpoint({
      method: 'post',
      path: '/admin/users/:id/end-logins',
      access: 'administrator',
      summary: 'Sign the person out everywhere',
      refuses: ['not_found'],
      answer: changedPerson,
      handle: async (asked) => {
        const user = await act(asked, 'account.logins_ended', async (turn, found) => {
          await turn.commit([]);
          return found;
        });
        if (!(user instanceof Response)) await endLogins(user, 'logged_out');
        return entry(user);
      },
    }),
  ];
}
