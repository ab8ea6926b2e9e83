/** All phones looked at now and then: does each keep in touch, and does what it is poked about reach it? */
import type { UserId } from '@hazri/domain';
import { ConnectionWatch } from './connection-watch.ts';
import type { LiveWires } from './live-wires.ts';
import type { Network } from './network.ts';
import type { Phone } from './phone.ts';
import { PokeWatch } from './poke-watch.ts';
import type { Person } from './school.ts';
import type { SimServer } from './sim-server.ts';

export const LOOK_EVERY_MS = 10_000;

export interface Watched {
  readonly phones: readonly Phone[];
  readonly server: SimServer;
  readonly network: Network;
  readonly wires: LiveWires;
}

export class PhonesWatch {
  readonly #watched: Watched;
  readonly #connections = new ConnectionWatch();
  readonly #pokes = new PokeWatch();
  /** The people of the school were there before every backup: their ids stay. */
  readonly #userIds = new Map<UserId, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** @throws Violation */
  async look(now: number): Promise<void> {
    for (const phone of this.#watched.phones) this.#lookAtConnection(phone, now);
    if (this.#watched.phones.some(({ traits }) => traits.live)) await this.#lookAtPoked(now);
  }

  #lookAtConnection({ traits, storage, isRunning }: Phone, now: number): void {
    const { server, network, wires } = this.#watched;
    const { index } = traits;
    if (!server.isUp || !network.isClear(index) || !isRunning || storage.isFull) {
      this.#connections.pass(index);
      return;
    }
    const heardAt = Math.max(network.servedAt(index), wires.refusedAt(index));
    this.#connections.look(traits, { isConnected: wires.isConnected(index), heardAt }, now);
  }

  async #lookAtPoked(now: number): Promise<void> {
    const { phones, server } = this.#watched;
    if (!server.isUp) {
      for (const { traits } of phones) this.#pokes.pass(traits.index);
      return;
    }
    const { lastChange } = server.deps.writer;
    const [life] = await server.rows('SELECT epoch FROM meta');
    const state = { epoch: String(life?.['epoch']), lastChange, rows: server.rows };
    for (const phone of phones) {
      const { index } = phone.traits;
      const account = phone.listening();
      const userId = account && (await this.#userId(account.person));
      if (account === null || userId === null) this.#pokes.pass(index);
      else await this.#pokes.look({ phone: index, account, userId }, state, now);
    }
  }

  async #userId({ uuid }: Person): Promise<number | null> {
    const known = this.#userIds.get(uuid);
    if (known !== undefined) return known;
    const [user] = await this.#watched.server.rows('SELECT id FROM users WHERE uuid = ?', [uuid]);
    if (user === undefined) return null;
    this.#userIds.set(uuid, Number(user['id']));
    return Number(user['id']);
  }
}
