/** What roles and states of accounts are called. */
import type { AccountState } from '@hazri/sync-protocol/api/people';
import type { Role } from '@hazri/sync-protocol';
import { say } from '../../words/say.ts';

export const ROLES: readonly Role[] = ['student', 'professor', 'administrator'];
export const STATES: readonly AccountState[] = ['active', 'pending', 'unverified', 'deactivated'];

export function roleWords(role: Role): string {
  return say(`people.role.${role}`);
}

export function stateWords(state: AccountState): string {
  return say(`people.state.${state}`);
}
