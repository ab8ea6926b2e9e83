/**
 * What becomes of a live connection and of the pokes on it? A WebSocket breaks, or dies and nobody notices for a while;
 * pokes get lost with it. Late, overtaken and doubled ones are more than a WebSocket does to anybody.
 */
import type { SocketListeners } from '@hazri/sync-client';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import type { Network } from './network.ts';
import type { SimServer } from './sim-server.ts';
import type { VirtualTime } from './virtual-time.ts';

export const LIVE_FATES = [
  'poke lost',
  'poke late',
  'poke overtaken',
  'poke doubled',
  'connection died unnoticed',
  'connection broken',
  'connection ended with its login',
] as const;
export type LiveFate = (typeof LIVE_FATES)[number];

export interface LiveWiresOptions {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly server: SimServer;
  readonly network: Network;
  readonly note: (what: LiveFate | 'connections opened' | 'pokes heard') => void;
}

/** The side of a phone. */
export interface LiveEnd {
  readonly phone: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the app that opened it still runs. */
  readonly isAlive: () => boolean;
  readonly listeners: SocketListeners;
}

const LATEST_MS = 40_000;
/** A dead connection is noticed by a time-out of the system. */
export const NOTICED_MS = { least: 30_000, most: 5 * 60_000 };
/** Connections that end by themselves before the calm, and within how long. */
const SHORT_LIVED = 0.3;
const LIFE_MS = 30 * 60_000;
const LOGIN_REQUIRED = 'login_required';

export class LiveWires {
  readonly #options: LiveWiresOptions;
  readonly #opened = new Map<number, number>();
  readonly #last = new Map<number, Wire>();
  readonly #refusedAt = new Map<number, number>();

  constructor(options: LiveWiresOptions) {
    this.#options = options;
  }

  /** @returns what closes it from the phone's side */
  connect(end: LiveEnd): () => void {
    const { seed } = this.#options;
    const count = (this.#opened.get(end.phone) ?? 0) + 1;
    this.#opened.set(end.phone, count);
    const refused = () => void this.#refusedAt.set(end.phone, this.#options.time.now());
    const wire = new Wire(this.#options, end, chanceOf(seed, 'live', end.phone, count), refused);
    this.#last.set(end.phone, wire);
    return () => wire.close();
  }

  /** The phone is connected, whether or not all that was said arrived. */
  isConnected(phone: number): boolean {
    return this.#last.get(phone)?.isConnected ?? false;
  }

  /** When the server last refused a connection of the phone, which then knows that it has to sign in; never: -∞. */
  refusedAt(phone: number): number {
    return this.#refusedAt.get(phone) ?? Number.NEGATIVE_INFINITY;
  }

  /** The phone is connected, and all that was said on the connection arrives. */
  isWhole(phone: number): boolean {
    return this.#last.get(phone)?.isWhole ?? false;
  }
}

class Wire {
  readonly #options: LiveWiresOptions;
  readonly #end: LiveEnd;
  readonly #chance: Chance;
  readonly #refused: () => void;
  #isOpen = false;
  #hasEnded = false;
  #isDead = false;
  #lostSomething = false;
  #leave: (() => void) | null = null;
  /** When what was said last arrives: usually nothing overtakes it. */
  #arrivesAt = 0;
  #said = 0;
  #heard = 0;

  constructor(options: LiveWiresOptions, end: LiveEnd, chance: Chance, refused: () => void) {
    this.#options = options;
    this.#refused = refused;
    this.#end = end;
    this.#chance = chance;
    options.time.after(this.#delay(), () => this.#arrive());
  }

  get isConnected(): boolean {
    return this.#isOpen && !this.#hasEnded && !this.#isDead && this.#end.isAlive();
  }

  get isWhole(): boolean {
    return this.isConnected && !this.#lostSomething;
  }

  close(): void {
    this.#hasEnded = true;
    this.#leave?.();
  }

  #arrive(): void {
    const { server, time, network, note } = this.#options;
    if (!this.#reaches() || !server.isUp) {
      this.#break(this.#chance.whole(1, 5_000));
      return;
    }
    this.#arrivesAt = time.now();
    const peer = {
      send: (text: string) => this.#send(text),
      close: (_code: number, reason: string) => this.#closedByServer(reason),
    };
    void server.admit(this.#end.headers, peer).then((leave) => {
      if (leave === null) {
        this.#refused();
        this.#break(this.#delay());
        return;
      }
      this.#leave = leave;
      if (this.#hasEnded) leave();
    });
    if (!network.isCalm && this.#chance.happens(SHORT_LIVED))
      time.after(this.#chance.whole(1, LIFE_MS), () => {
        if (network.isCalm || this.#hasEnded) return;
        if (this.#chance.happens(0.5)) this.#die();
        else {
          note('connection broken');
          this.#break(0);
        }
      });
  }

  #open(): void {
    if (this.#isOpen || this.#hasEnded || this.#isDead) return;
    this.#isOpen = true;
    this.#options.note('connections opened');
    if (this.#end.isAlive()) this.#end.listeners.onOpen();
  }

  /** The server says something; its first words are the greeting, and come with the end of the handshake. */
  #send(text: string): void {
    const { time, note } = this.#options;
    if (this.#isDead || this.#hasEnded) return;
    const isLost = this.#has('lossy') && this.#chance.happens(0.35);
    if (isLost || !this.#reaches()) {
      note('poke lost');
      this.#lostSomething = true;
      const dies = !isLost || this.#chance.happens(0.5);
      // Without its greeting a connection would stay half open for ever, as no WebSocket does.
      if (dies || !this.#isOpen) this.#die();
      return;
    }
    this.#said += 1;
    const number = this.#said;
    const late = this.#has('slow') && this.#chance.happens(0.4) ? this.#chance.whole(100, LATEST_MS) : 0;
    if (late > 0) note('poke late');
    else this.#arrivesAt = Math.max(this.#arrivesAt, time.now() + this.#delay());
    time.at(late > 0 ? time.now() + late : this.#arrivesAt, () => this.#hear(text, number));
    if (this.#has('doubling') && this.#chance.happens(0.4)) {
      note('poke doubled');
      time.after(this.#delay() + this.#chance.whole(0, LATEST_MS), () => this.#hear(text, number));
    }
  }

  #hear(text: string, number: number): void {
    const { note } = this.#options;
    if (this.#isDead || this.#hasEnded) return;
    if (!this.#end.isAlive()) {
      this.close();
      return;
    }
    if (!this.#reaches()) {
      note('poke lost');
      this.#die();
      return;
    }
    this.#open();
    if (number < this.#heard) note('poke overtaken');
    this.#heard = Math.max(this.#heard, number);
    note('pokes heard');
    this.#end.listeners.onMessage(text);
  }

  #closedByServer(reason: string): void {
    if (this.#isDead || this.#hasEnded) return;
    this.#options.note(reason === LOGIN_REQUIRED ? 'connection ended with its login' : 'connection broken');
    if (!this.#reaches() || this.#chance.happens(0.2)) this.#die();
    else this.#break(this.#delay());
  }

  /** From here on nothing arrives; the phone believes that it is connected. */
  #die(): void {
    if (this.#isDead || this.#hasEnded) return;
    this.#isDead = true;
    this.#options.note('connection died unnoticed');
    this.#break(this.#chance.whole(NOTICED_MS.least, NOTICED_MS.most));
  }

  #break(afterMs: number): void {
    this.#options.time.after(afterMs, () => {
      const isNews = !this.#hasEnded;
      this.close();
      if (isNews && this.#end.isAlive()) this.#end.listeners.onClose();
    });
  }

  #delay(): number {
    return this.#chance.whole(4, 60);
  }

  #reaches(): boolean {
    return !this.#has('offline') && !this.#has('portal') && !this.#has('proxy');
  }

  #has(kind: Parameters<Network['has']>[1]): boolean {
    return this.#options.network.has(this.#end.phone, kind);
  }
}
