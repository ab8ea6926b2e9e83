/**
 * What the engine does next: one pure function over its state.
 *
 * ```
 *             wanted                       applied, nothing left
 *   idle ──────────────▶ syncing ───────────────────────────────▶ idle
 *    ▲                   │ ▲  │ applied and more / refused: halve
 *    │                   │ │  └──▶ exchange again
 *    │ signed out        │ └────────────────────────┐
 *    └───────────────────┤                          │ timer, or wanted now
 *                        │ lost, busy, unreadable   │
 *                        └──────────▶ backoff ──────┘
 *   any ── stop ──▶ stopped (for good)
 * ```
 * Invariants
 * 1. At most one exchange is under way: `exchange` and `register` are emitted only on entering or staying in
 *    `syncing`, and exactly one of them answers the event that ended the one before.
 * 2. A wish that arrives during an exchange is never lost: `again` starts another one after it. A poke is looked at
 *    only then, as the exchange under way mostly brings what it is about: it is the phone's own scan (SYNC8).
 * 3. A timer is set exactly while in `backoff`; leaving it cancels the timer.
 * 4. A batch shrinks only by refusal (400, 413), and only a lone fact is ever quarantined (SYNC1), after a probe
 *    without facts went through: a server or proxy that refuses everything must not empty the outbox.
 * 5. The server's Retry-After is kept even when somebody asks for a sync at once (SYNC9); the spread that we add to
 *    it isn't: once the asked time is over, a person's wish is followed.
 * 6. Nothing here removes a fact from the outbox: only an acknowledgement does (`plan-answer.ts`).
 */
import { assertNever } from '@hazri/domain';
import { MAX_FACTS_PER_SYNC } from '@hazri/sync-protocol';
import { MAX_EXCHANGES_PER_RUN } from './limits.ts';
import type { Registration } from './ports.ts';

type Trouble = 'unreachable' | 'server' | 'storage' | 'unfinished';

export interface EngineState {
  readonly phase: 'idle' | 'syncing' | 'backoff' | 'stopped';
  /** Why it waits; null outside `backoff`. */
  readonly trouble: Trouble | null;
  /** What was asked for while an exchange was under way. */
  readonly again: 'no' | 'if_needed' | 'yes';
  /** Consecutive failures. */
  readonly attempt: number;
  /** Facts that the next exchange may carry. */
  readonly maxFacts: number;
  readonly exchangesInRun: number;
  /** The server asked not to be asked for now. */
  readonly waitAskedFor: boolean;
  /** The person must log in before everything can be sent. */
  readonly needsLogin: boolean;
  /** Registration was tried in this run. */
  readonly registered: boolean;
  /** A lone fact was refused and the exchange under way carries none, to see whether the fact is to blame. */
  readonly probing: boolean;
}

/** How one exchange ended. */
export type ExchangeEnd =
  /** Nothing waited to be sent, and what was poked about had been pulled: no request was made. */
  | { readonly kind: 'not_needed' }
  | {
      readonly kind: 'applied';
      readonly more: boolean;
      readonly unfinished: boolean;
      readonly needsLogin: boolean;
    }
  | { readonly kind: 'refused'; readonly sent: number }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'device_unknown' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | null }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'storage_failed' };

/**
 * `now`: a person or the network coming back; `hint`: the clock; `if_needed`: a fact or a poke, which what is under
 * way may settle by itself.
 */
export type Urgency = 'now' | 'hint' | 'if_needed';

export type EngineEvent =
  | { readonly type: 'wanted'; readonly urgency: Urgency }
  | { readonly type: 'exchanged'; readonly end: ExchangeEnd }
  | { readonly type: 'registered'; readonly registration: Registration }
  /** What the server asked for has passed; the rest of the wait is our own. */
  | { readonly type: 'asked_time_over' }
  | { readonly type: 'timer_fired' }
  | { readonly type: 'stop' };

export type Effect =
  | {
      readonly type: 'exchange';
      readonly maxFacts: number;
      readonly firstOfRun: boolean;
      /** Only if something waits to be sent, or a poke told of something that isn't here. */
      readonly ifNeeded: boolean;
    }
  | { readonly type: 'register' }
  /** Take the single fact that was just refused out of the outbox. */
  | { readonly type: 'quarantine_refused' }
  | { readonly type: 'wait'; readonly attempt: number; readonly retryAfterMs: number | null }
  | { readonly type: 'cancel_wait' };

export const INITIAL_STATE: EngineState = {
  phase: 'idle',
  trouble: null,
  again: 'no',
  attempt: 0,
  maxFacts: MAX_FACTS_PER_SYNC,
  exchangesInRun: 0,
  waitAskedFor: false,
  needsLogin: false,
  registered: false,
  probing: false,
};

type Step = readonly [EngineState, readonly Effect[]];

export function transition(state: EngineState, event: EngineEvent): Step {
  if (state.phase === 'stopped') return [state, []];
  switch (event.type) {
    case 'wanted':
      return wanted(state, event.urgency);
    case 'exchanged':
      return state.phase === 'syncing' ? exchanged(state, event.end) : [state, []];
    case 'registered':
      return state.phase === 'syncing' ? afterRegistration(state, event.registration) : [state, []];
    case 'asked_time_over':
      return [{ ...state, waitAskedFor: false }, []];
    case 'timer_fired':
      return state.phase === 'backoff' ? startRun(state, []) : [state, []];
    case 'stop':
      return [
        { ...state, phase: 'stopped', trouble: null, again: 'no' },
        state.phase === 'backoff' ? [{ type: 'cancel_wait' }] : [],
      ];
    default:
      return assertNever(event);
  }
}

function wanted(state: EngineState, urgency: Urgency): Step {
  switch (state.phase) {
    case 'idle':
      return startRun(state, [], urgency === 'if_needed');
    case 'syncing':
      return [
        { ...state, again: urgency === 'if_needed' && state.again !== 'yes' ? 'if_needed' : 'yes' },
        [],
      ];
    case 'backoff':
      return urgency === 'now' && !state.waitAskedFor
        ? startRun(state, [{ type: 'cancel_wait' }])
        : [state, []];
    case 'stopped':
      return [state, []];
    default:
      return assertNever(state.phase);
  }
}

function exchanged(before: EngineState, end: ExchangeEnd): Step {
  const state = before.probing ? { ...before, probing: false } : before;
  if (before.probing && end.kind === 'applied') {
    const [next, effects] = exchangeAgain(state);
    return [next, [{ type: 'quarantine_refused' }, ...effects]];
  }
  switch (end.kind) {
    case 'not_needed':
      return restOrAgain(state);
    case 'applied':
      return applied(
        { ...state, needsLogin: end.needsLogin, attempt: end.unfinished ? state.attempt : 0 },
        end,
      );
    case 'refused':
      return refused(state, end.sent);
    case 'device_unknown':
      // Once per run: a server that forgets us again at once gets a person's attention instead of a loop.
      return state.registered
        ? rest({ ...state, needsLogin: true })
        : [{ ...state, registered: true }, [{ type: 'register' }]];
    case 'signed_out':
      return rest({ ...state, needsLogin: true });
    case 'busy':
      return backOff(state, 'server', end.retryAfterMs);
    case 'unreadable':
    case 'unreachable':
      // A captive portal answers, but it isn't the server: for the person that is being offline.
      return backOff(state, 'unreachable', null);
    case 'storage_failed':
      return backOff(state, 'storage', null);
    default:
      return assertNever(end);
  }
}

function afterRegistration(state: EngineState, registration: Registration): Step {
  switch (registration) {
    case 'registered':
      return exchangeAgain(state);
    case 'signed_out':
      return rest({ ...state, needsLogin: true });
    case 'unreachable':
      return backOff(state, 'unreachable', null);
    default:
      return assertNever(registration);
  }
}

function applied(state: EngineState, end: { readonly more: boolean; readonly unfinished: boolean }): Step {
  const widened = { ...state, maxFacts: Math.min(MAX_FACTS_PER_SYNC, state.maxFacts * 2) };
  if (end.more && widened.exchangesInRun < MAX_EXCHANGES_PER_RUN) return exchangeAgain(widened);
  if (end.more || end.unfinished) return backOff(widened, 'unfinished', null);
  return restOrAgain(widened);
}

function restOrAgain(state: EngineState): Step {
  return state.again === 'no' ? rest(state) : startRun(state, [], state.again === 'if_needed');
}

function refused(state: EngineState, sent: number): Step {
  // Refused without a single fact aboard: nothing to halve. The server and this app disagree; time may help.
  if (sent === 0) return backOff(state, 'server', null);
  if (sent === 1) {
    const [next] = exchangeAgain(state);
    const probe = { type: 'exchange', maxFacts: 0, firstOfRun: false, ifNeeded: false } as const;
    return [{ ...next, maxFacts: 1, probing: true }, [probe]];
  }
  return exchangeAgain({ ...state, maxFacts: Math.floor(sent / 2) });
}

function startRun(state: EngineState, before: readonly Effect[], ifNeeded = false): Step {
  return [
    {
      ...state,
      phase: 'syncing',
      trouble: null,
      again: 'no',
      exchangesInRun: 1,
      waitAskedFor: false,
      registered: false,
    },
    [...before, { type: 'exchange', maxFacts: state.maxFacts, firstOfRun: true, ifNeeded }],
  ];
}

function exchangeAgain(state: EngineState): Step {
  return [
    { ...state, exchangesInRun: state.exchangesInRun + 1 },
    [{ type: 'exchange', maxFacts: state.maxFacts, firstOfRun: false, ifNeeded: false }],
  ];
}

function rest(state: EngineState): Step {
  return [{ ...state, phase: 'idle', trouble: null, again: 'no', attempt: 0 }, []];
}

function backOff(state: EngineState, trouble: Trouble, retryAfterMs: number | null): Step {
  const attempt = state.attempt + 1;
  return [
    { ...state, phase: 'backoff', trouble, again: 'no', attempt, waitAskedFor: retryAfterMs !== null },
    [{ type: 'wait', attempt, retryAfterMs }],
  ];
}
