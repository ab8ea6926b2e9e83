/** What becomes of a message? Lost, late, doubled, overtaken, or answered by somebody else, as the weather has it. */
import { chanceOf } from './chance.ts';
import type { WireReply, WireRequest } from './server-edge.ts';
import type { SimServer } from './sim-server.ts';
import type { VirtualTime } from './virtual-time.ts';

export const WEATHERS = ['offline', 'lossy', 'slow', 'doubling', 'portal', 'proxy'] as const;
export type WeatherKind = (typeof WEATHERS)[number];

/** A spell of bad network around one phone. */
export interface Weather {
  readonly kind: WeatherKind;
  readonly from: number;
  readonly until: number;
}

export interface NetworkOptions {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly server: SimServer;
  readonly weatherOf: (phone: number) => readonly Weather[];
  readonly note: (what: Fate | 'syncs served' | 'other requests served') => void;
}

/** What may become of a message, as it is counted. */
export const FATES = [
  'lost request',
  'lost answer',
  'delayed',
  'overtaken',
  'doubled',
  'answered by somebody else',
  'turned away by a busy server',
] as const;
export type Fate = (typeof FATES)[number];

/** What captive portals say; none of it is the server's word. */
const PORTAL_REPLIES = [200, 302, 401, 403, 404, 502].map(foreign);
/** What proxies say that dislike the message: words that the server has too. */
const PROXY_REPLIES = [400, 413].map(foreign);

function foreign(status: number): WireReply {
  return { status, body: null, retryAfterMs: null, cookie: null };
}

/** Longer than any time-out of a device: such a message arrives when nobody waits for it any more. */
const LATEST_MS = 40_000;
/** A copy may lie somewhere for longer, while its phone has sent others since. */
const LATEST_COPY_MS = 15 * 60_000;

export class Network {
  readonly #options: NetworkOptions;
  readonly #sentBy = new Map<number, number>();
  /** The last request of each phone that reached the server, and when one did. */
  readonly #latestServed = new Map<number, number>();
  readonly #servedAt = new Map<number, number>();
  /** Everybody has a good network from here on. */
  #calm = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  calm(): void {
    this.#calm = true;
  }

  get isCalm(): boolean {
    return this.#calm;
  }

  /** Settles within `timeoutMs` of virtual time; null: nothing came back. */
  send(phone: number, request: WireRequest, timeoutMs: number): Promise<WireReply | null> {
    const { seed, time, server, note } = this.#options;
    const count = (this.#sentBy.get(phone) ?? 0) + 1;
    this.#sentBy.set(phone, count);
    const chance = chanceOf(seed, 'message', phone, count);
    const has = (kind: WeatherKind) => this.has(phone, kind);
    const delay = () => {
      const usual = chance.whole(4, 60);
      if (!has('slow') || !chance.happens(0.4)) return usual;
      note('delayed');
      return usual + chance.whole(100, LATEST_MS);
    };
    const lost = () => has('lossy') && chance.happens(0.35);

    return new Promise((resolve) => {
      time.after(timeoutMs, () => resolve(null));
      if (has('offline')) {
        if (chance.happens(0.8)) time.after(chance.whole(1, 30), () => resolve(null));
        return;
      }
      const foreigners = has('portal') ? PORTAL_REPLIES : has('proxy') ? PROXY_REPLIES : null;
      if (foreigners) {
        note('answered by somebody else');
        const reply = chance.pick(foreigners);
        time.after(delay(), () => resolve(reply));
        return;
      }
      const sentAt = time.now();
      const arrive = () => {
        if (!server.isUp) {
          if (chance.happens(0.7)) time.after(delay(), () => resolve(null));
          return;
        }
        this.#servedAt.set(phone, time.now());
        note(request.path === '/api/sync' ? 'syncs served' : 'other requests served');
        if (count < (this.#latestServed.get(phone) ?? 0)) note('overtaken');
        else this.#latestServed.set(phone, count);
        void server.receive(request, sentAt).then((reply) => {
          if (has('offline') || lost()) {
            note('lost answer');
            return;
          }
          if (reply.status === 503) note('turned away by a busy server');
          time.after(delay(), () => resolve(reply));
        });
      };
      if (lost()) note('lost request');
      else time.after(delay(), arrive);
      if (has('doubling') && chance.happens(0.4)) {
        note('doubled');
        const isVeryLate = request.path === '/api/sync' && chance.happens(0.6);
        time.after(delay() + chance.whole(0, isVeryLate ? LATEST_COPY_MS : LATEST_MS), arrive);
      }
    });
  }

  has(phone: number, kind: WeatherKind): boolean {
    return this.#spells(phone).some((weather) => weather.kind === kind);
  }

  /** Nothing is the matter around the phone. */
  isClear(phone: number): boolean {
    return this.#spells(phone).length === 0;
  }

  /** When the server last heard of the phone; never: -∞. */
  servedAt(phone: number): number {
    return this.#servedAt.get(phone) ?? Number.NEGATIVE_INFINITY;
  }

  #spells(phone: number): readonly Weather[] {
    if (this.#calm) return [];
    const now = this.#options.time.now();
    return this.#options.weatherOf(phone).filter(({ from, until }) => from <= now && now < until);
  }
}
