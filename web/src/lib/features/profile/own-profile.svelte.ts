/** One's own account as the server has it; the device's copy follows with the next sync. */
import { profileResponse, type Profile } from '@hazri/sync-protocol/api/accounts';
import { call } from '../../api/call.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

export class OwnProfile {
  /** null before the first answer. */
  profile = $state.raw<Profile | null>(null);
  trouble = $state<string | null>(null);

  async load(): Promise<void> {
    const asked = await call({ method: 'GET', path: '/api/auth/me', answer: profileResponse });
    if (asked.ok) this.profile = asked.value;
    this.trouble = asked.ok
      ? null
      : asked.trouble.kind === 'offline'
        ? say('profile.offline')
        : sayReason(asked.trouble.reason);
  }
}
