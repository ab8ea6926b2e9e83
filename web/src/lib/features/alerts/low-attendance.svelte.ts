/** Writing to the students of a class whose attendance is low: asked for first, then done. */
import type { ClassId } from '@hazri/domain';
import { classAlerts, type ClassAlerts } from '@hazri/sync-protocol/api/alerts';
import { call } from '../../api/call.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

export class LowAttendance {
  /** What writing would do; null unless it was just asked. */
  plan = $state.raw<ClassAlerts | null>(null);
  /** What it did. */
  done = $state.raw<ClassAlerts | null>(null);
  trouble = $state<string | null>(null);
  busy = $state(false);
  readonly #path: string;

  constructor(classId: ClassId) {
    this.#path = `/api/classes/${classId}/alerts`;
  }

  async ask(): Promise<void> {
    this.done = null;
    this.plan = await this.#call('GET');
  }

  async write(): Promise<void> {
    this.done = await this.#call('POST');
    this.plan = null;
  }

  async #call(method: 'GET' | 'POST'): Promise<ClassAlerts | null> {
    this.busy = true;
    const body = method === 'POST' ? { body: {} } : {};
    const asked = await call({ method, path: this.#path, ...body, answer: classAlerts });
    this.busy = false;
    this.trouble = asked.ok
      ? null
      : asked.trouble.kind === 'offline'
        ? say('alert.offline')
        : sayReason(asked.trouble.reason);
    return asked.ok ? asked.value : null;
  }
}
