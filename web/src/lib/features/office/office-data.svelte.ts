/** What a page of the office shows is asked for when it opens; a failure can be tried again. */
import { catalogueView, type CatalogueView } from '@hazri/sync-protocol/api/catalogue';
import { classView, staffList, type ClassView, type StaffTime } from '@hazri/sync-protocol/api/classes';
import { call, type Asked, type Trouble } from '../../api/call.ts';

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  readonly #ask: () => Promise<Asked<T>>;

  constructor(ask: () => Promise<Asked<T>>) {
    this.#ask = ask;
    void this.load();
  }

  async load(): Promise<void> {
    const asked = await this.#ask();
    if (asked.ok) this.value = asked.value;
    this.trouble = asked.ok ? null : asked.trouble;
  }
}

export const askCatalogue = (): Promise<Asked<CatalogueView>> =>
  call({ method: 'GET', path: '/api/catalogue', answer: catalogueView });

export const askClass = (id: string): Promise<Asked<ClassView>> =>
  call({ method: 'GET', path: `/api/classes/${id}`, answer: classView });

export const askStaff = (id: string): Promise<Asked<{ staff: StaffTime[] }>> =>
  call({ method: 'GET', path: `/api/classes/${id}/staff`, answer: staffList });

/** Two answers that a page needs together. */
export async function both<A, B>(
  first: Promise<Asked<A>>,
  second: Promise<Asked<B>>,
): Promise<Asked<readonly [A, B]>> {
  const [a, b] = await Promise.all([first, second]);
  if (!a.ok) return a;
  return b.ok ? { ok: true, value: [a.value, b.value] } : b;
}
