/** What one wants to be told, and how, by the server. A change shows at once and goes back if the server won't have it. */
import type { Role } from '@hazri/sync-protocol';
import { notificationChoices, type NotificationChoices } from '@hazri/sync-protocol/api/notifications';
import { call } from '../../api/call.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

export type ChosenKind = keyof NotificationChoices['app'];
export type Channel = keyof NotificationChoices;

/** What reaches somebody of each role at all. */
export const KINDS_OF: Readonly<Record<Role, readonly ChosenKind[]>> = {
  student: ['session_started', 'attendance_recorded', 'attendance_changed', 'below_threshold'],
  professor: ['attendance_changed'],
  administrator: [],
};

const PATH = '/api/notifications/choices';

export class OwnChoices {
  /** null before the first answer. */
  choices = $state.raw<NotificationChoices | null>(null);
  trouble = $state<string | null>(null);
  /** One change after the other: the last one stays. */
  #saving: Promise<void> = Promise.resolve();

  async load(): Promise<void> {
    this.#take(await call({ method: 'GET', path: PATH, answer: notificationChoices }));
  }

  choose(channel: Channel, kind: ChosenKind, wanted: boolean): void {
    if (this.choices === null) return;
    const body = { ...this.choices, [channel]: { ...this.choices[channel], [kind]: wanted } };
    const before = this.choices;
    this.choices = body;
    this.#saving = this.#saving.then(async () => {
      const kept = await call({ method: 'PUT', path: PATH, body, answer: notificationChoices });
      if (!kept.ok) this.choices = before;
      this.#take(kept);
    });
  }

  #take(asked: Awaited<ReturnType<typeof call<NotificationChoices>>>): void {
    this.trouble = asked.ok
      ? null
      : asked.trouble.kind === 'offline'
        ? say('choices.offline')
        : sayReason(asked.trouble.reason);
    if (asked.ok) this.choices = asked.value;
  }
}
