/**
 * Interprets the effects of `transition`: the only part of the engine that waits for anything.
 * One engine serves one account; page and worker each run their own over the same store (DEV2).
 */
import type { FactId } from '@hazri/domain';
import { assertNever } from '@hazri/domain';
import type { Poke } from '@hazri/sync-protocol';
import { askedDelay, retryDelay } from './backoff.ts';
import { buildRequest } from './build-request.ts';
import { EXCHANGE_TIMEOUT_MS, MAX_SKIPPED_FACTS } from './limits.ts';
import { bothPokes, isNews } from './news.ts';
import { planAnswer } from './plan-answer.ts';
import type { AnswerPlan } from './plan-answer.ts';
import type { OutboxPage, Ports, Store } from './ports.ts';
import { readAnswer } from './read-answer.ts';
import { INITIAL_STATE, transition } from './transition.ts';
import type { Effect, EngineEvent, EngineState, ExchangeEnd, Urgency } from './transition.ts';

export interface SyncEngine {
  readonly state: EngineState;
  /** Asks for a sync: `now` cuts a wait of our own choosing short, `hint` and `if_needed` don't. */
  want(urgency: Urgency): void;
  /** The server says that something changed: asks for a sync, unless it is here already when its turn has come. */
  poked(poke: Poke): void;
  /** Asks for a sync and resolves when the run has ended, well or not. Never rejects. */
  sync(urgency?: Urgency): Promise<EngineState>;
  /** Ends this engine for good; resolves when its last exchange has ended. */
  stop(): Promise<void>;
  /** Calls back after every change of state; the returned function ends that. */
  onChange(listener: (state: EngineState) => void): () => void;
}

type ExchangeEffect = Extract<Effect, { readonly type: 'exchange' }>;

/** A probe carries nothing, whatever there is. */
const NOT_READ: OutboxPage = { entries: [], isPartial: true };

export function createEngine(ports: Ports): SyncEngine {
  let state: EngineState = INITIAL_STATE;
  let cancelWait: (() => void) | null = null;
  /** Facts that the server answered with `retry`, or not at all, in this run (SYNC2). */
  let skipped = new Set<FactId>();
  /** The facts of the last exchange that carried any: a refused lone fact is found here. */
  let lastCarried: readonly FactId[] = [];
  /** What pokes told since the last exchange began. */
  let heard: Poke | null = null;
  const listeners = new Set<(state: EngineState) => void>();
  const waiters = new Set<() => void>();

  function send(event: EngineEvent): void {
    const [next, effects] = transition(state, event);
    const changed = next !== state;
    state = next;
    // Effects that wait follow one another; transition emits at most one that answers with an event.
    void runEffects(effects);
    if (!changed) return;
    for (const listener of [...listeners]) listener(state);
    if (state.phase !== 'syncing') release();
  }

  function release(): void {
    const released = [...waiters];
    waiters.clear();
    for (const resolve of released) resolve();
  }

  function fireAfter(delayMs: number): void {
    cancelWait = ports.timer.after(delayMs, () => {
      cancelWait = null;
      send({ type: 'timer_fired' });
    });
  }

  async function runEffects(effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) await runEffect(effect);
  }

  async function runEffect(effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'exchange': {
        if (effect.firstOfRun) skipped = new Set();
        send({ type: 'exchanged', end: await exchangeSafely(effect) });
        return;
      }
      case 'register':
        send({
          type: 'registered',
          registration: await ports.identity.register().catch(() => 'unreachable' as const),
        });
        return;
      case 'quarantine_refused':
        // When storage fails here the fact stays in the outbox and is refused again later: nothing is lost.
        await ports.store.quarantine(lastCarried, 'refused_by_server').catch(() => undefined);
        return;
      case 'wait': {
        const spreadMs = retryDelay(effect.attempt, ports.random.unit(), null);
        if (effect.retryAfterMs === null) {
          fireAfter(spreadMs);
          return;
        }
        cancelWait = ports.timer.after(askedDelay(effect.retryAfterMs), () => {
          fireAfter(spreadMs);
          send({ type: 'asked_time_over' });
        });
        return;
      }
      case 'cancel_wait':
        cancelWait?.();
        cancelWait = null;
        return;
      default:
        assertNever(effect);
    }
  }

  async function exchangeSafely(wanted: ExchangeEffect): Promise<ExchangeEnd> {
    try {
      return await ports.lock.hold(() => exchange(wanted));
    } catch {
      // Ports other than storage answer with values; what rejects is a database that is full or closed (DEV7).
      return { kind: 'storage_failed' };
    }
  }

  async function exchange({ maxFacts, ifNeeded }: ExchangeEffect): Promise<ExchangeEnd> {
    const { store, transport, identity, clock } = ports;
    const device = await identity.device();
    if (device === null) return { kind: 'device_unknown' };

    // Told before this exchange: it brings them all, or ends in a wait for another one.
    const told = heard;
    heard = null;
    // Under the lock: another page of this phone may just have pulled the same.
    const progress = await store.readProgress();
    const page = maxFacts === 0 ? NOT_READ : await store.readOutbox(maxFacts + 1, skipped);
    const nothingWaits = page.entries.length === 0 && !page.isPartial;
    if (ifNeeded && nothingWaits && (told === null || !isNews(told, progress))) return { kind: 'not_needed' };
    const sentAt = clock.deviceNow();
    const monoAtSend = clock.mono();
    const request = buildRequest(progress, page.entries, maxFacts, {
      device,
      sentAt,
      mono: monoAtSend,
      leavesFacts: page.isPartial || skipped.size > 0,
    });
    if (request.tooLarge.length > 0) await store.quarantine(request.tooLarge, 'fact_too_large');
    const factIds = request.sent.map((entry) => entry.fact.id);
    if (factIds.length > 0) lastCarried = factIds;

    const answer = readAnswer(await transport.exchange(request.body, EXCHANGE_TIMEOUT_MS));
    switch (answer.kind) {
      case 'response': {
        const times = { sentAt, answeredAt: clock.deviceNow(), roundTripMs: clock.mono() - monoAtSend };
        const plan = planAnswer(progress, { factIds, cursors: request.cursors, ...times }, answer.response);
        await carryOut(store, plan);
        for (const id of plan.unsettled) if (skipped.size < MAX_SKIPPED_FACTS) skipped.add(id);
        // What couldn't be put aside would be sent again at once, for as long as a run may last.
        const goesOn = plan.unsettled.every((id) => skipped.has(id));
        return {
          kind: 'applied',
          more: plan.moreToPull || (request.moreToSend && goesOn),
          // Facts waiting for a login are not retried on a timer: logging in starts a new engine.
          unfinished: skipped.size > 0 && !plan.needsLogin,
          needsLogin: plan.needsLogin,
        };
      }
      case 'refused':
        return { kind: 'refused', sent: factIds.length };
      case 'busy':
        return { kind: 'busy', retryAfterMs: answer.retryAfterMs };
      case 'signed_out':
      case 'device_unknown':
      case 'unreadable':
      case 'unreachable':
        return { kind: answer.kind };
      default:
        return assertNever(answer);
    }
  }

  return {
    get state() {
      return state;
    },
    want(urgency) {
      send({ type: 'wanted', urgency });
    },
    poked(poke) {
      heard = heard === null ? poke : bothPokes(heard, poke);
      send({ type: 'wanted', urgency: 'if_needed' });
    },
    async sync(urgency = 'now') {
      send({ type: 'wanted', urgency });
      while (state.phase === 'syncing') await ended();
      return state;
    },
    async stop() {
      const wasSyncing = state.phase === 'syncing';
      send({ type: 'stop' });
      if (wasSyncing) await lastExchange();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function ended(): Promise<void> {
    return new Promise((resolve) => waiters.add(resolve));
  }

  /** Waits behind a running exchange by taking the lock that it holds. */
  function lastExchange(): Promise<void> {
    return ports.lock.hold(() => Promise.resolve()).catch(() => undefined);
  }
}

/** Replica first, then outbox (see invariants 3 and 4 of `plan-answer.ts`); a broken replica never keeps facts unsettled. */
async function carryOut(store: Store, plan: AnswerPlan): Promise<void> {
  if (plan.startEpoch !== null) await store.startEpoch(plan.startEpoch);
  if (plan.sighting !== null) await store.settle(plan.sighting);
  const replicaFault = await store.applyChanges(plan.changes).then(
    () => null,
    (fault: unknown) => ({ fault }),
  );
  await store.settle(plan.settlement);
  if (replicaFault !== null)
    throw new Error('the replica could not be written', { cause: replicaFault.fault });
}
