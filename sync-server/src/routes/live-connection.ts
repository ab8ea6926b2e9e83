/** What is a live connection told, and when does it end? Whatever carries it: a WebSocket, or a simulation of one. */
import type { AppDeps } from '../app-deps.ts';
import { pokeTargets } from '../sync/authorize.ts';
import type { PokeTarget } from '../sync/poke-hub.ts';

/** Login and rights of a connection are looked at again this often. */
export const RECHECK_MS = 60_000;
/** Close codes: RFC 6455 §7.4, and our own from 4000. */
const CLOSE_LOGIN_REQUIRED = 4_401;
const CLOSE_OVERLOADED = 1_013;

type LiveDeps = Pick<AppDeps, 'accounts' | 'allowedScopes' | 'clock' | 'pokes'>;

export interface LivePeer {
  readonly send: (text: string) => void;
  readonly close: (code: number, reason: string) => void;
}

/** @returns what this login is poked for; null: it is none */
export async function liveTargets(
  { accounts, allowedScopes, clock }: LiveDeps,
  headers: Headers,
): Promise<ReadonlySet<PokeTarget> | null> {
  const signedIn = await accounts.signedIn(headers);
  if (!signedIn) return null;
  return pokeTargets(signedIn.user.id, await allowedScopes(signedIn.user.id, clock.now()));
}

export interface LiveConnection {
  /** Looks at login and rights again: due every `RECHECK_MS`. */
  readonly recheck: () => Promise<void>;
  /** It has ended; more than once does no harm. */
  readonly end: () => void;
}

/** @returns null when there are too many: the peer is told so */
export function serveLive(
  deps: LiveDeps,
  headers: Headers,
  targets: ReadonlySet<PokeTarget>,
  peer: LivePeer,
): LiveConnection | null {
  const seat = deps.pokes.connect(targets, (poke) => peer.send(JSON.stringify(poke)));
  if (seat === null) {
    peer.close(CLOSE_OVERLOADED, 'overloaded');
    return null;
  }
  return {
    recheck: async () => {
      const found = await liveTargets(deps, headers);
      if (found === null) peer.close(CLOSE_LOGIN_REQUIRED, 'login_required');
      else seat.move(found);
    },
    end: seat.leave,
  };
}
