/** How good attendance is in each class that one teaches: asked once, and again when a network comes. */
import { taughtRates, type TaughtRates } from '@hazri/sync-protocol/api/report';
import { call } from '../../api/call.ts';

export type TaughtRate = TaughtRates['classes'][number];

export class RatesOfClasses {
  #told = $state.raw<readonly TaughtRate[]>([]);

  /** The server couldn't be asked, the last time it was tried. */
  offline = $state(false);

  /** Without a network what was told before stays; at first that is nothing. */
  async load(): Promise<void> {
    const asked = await call({ method: 'GET', path: '/api/rates', answer: taughtRates });
    this.offline = !asked.ok;
    if (asked.ok) this.#told = asked.value.classes;
  }

  of(classId: string): TaughtRate | null {
    return this.#told.find((rate) => rate.classId === classId) ?? null;
  }
}
