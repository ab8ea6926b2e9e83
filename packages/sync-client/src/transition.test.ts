import { describe, expect, it } from 'vitest';
import { MAX_FACTS_PER_SYNC } from '@hazri/sync-protocol';
import { INITIAL_STATE, transition } from './transition.ts';
import type { EngineEvent, EngineState, ExchangeEnd } from './transition.ts';

const WANTED: EngineEvent = { type: 'wanted', urgency: 'hint' };
const NOW: EngineEvent = { type: 'wanted', urgency: 'now' };
const POKED: EngineEvent = { type: 'wanted', urgency: 'if_needed' };
const NOT_NEEDED: ExchangeEnd = { kind: 'not_needed' };
const DONE: ExchangeEnd = { kind: 'applied', more: false, unfinished: false, needsLogin: false };

function ended(end: ExchangeEnd): EngineEvent {
  return { type: 'exchanged', end };
}

/** The state after events, and the effects of the last of them. */
function after(...events: readonly EngineEvent[]) {
  let state: EngineState = INITIAL_STATE;
  let effects: readonly string[] = [];
  for (const event of events) {
    const [next, emitted] = transition(state, event);
    state = next;
    effects = emitted.map((effect) =>
      effect.type === 'exchange'
        ? `exchange ${String(effect.maxFacts)}${effect.ifNeeded ? ' if needed' : ''}`
        : effect.type,
    );
  }
  return { state, effects };
}

describe('transition', () => {
  it('exchanges when wanted and rests when nothing is left', () => {
    expect(after(WANTED)).toMatchObject({ state: { phase: 'syncing' }, effects: ['exchange 100'] });
    expect(after(WANTED, ended(DONE))).toMatchObject({ state: { phase: 'idle' }, effects: [] });
  });

  it('goes on while there is more', () => {
    expect(after(WANTED, ended({ ...DONE, more: true })).effects).toEqual(['exchange 100']);
  });

  it('never runs two exchanges at once, and never loses a wish that arrives during one', () => {
    expect(after(WANTED, NOW)).toMatchObject({ effects: [], state: { again: 'yes' } });
    expect(after(WANTED, WANTED, ended(DONE)).effects).toEqual(['exchange 100']);
    expect(after(WANTED, WANTED, ended(DONE), ended(DONE))).toMatchObject({
      effects: [],
      state: { phase: 'idle' },
    });
  });

  it('[SYNC8] looks at a poke before it exchanges, and after an exchange that was under way', () => {
    expect(after(POKED).effects).toEqual(['exchange 100 if needed']);
    expect(after(POKED, ended(NOT_NEEDED))).toMatchObject({
      state: { phase: 'idle', again: 'no' },
      effects: [],
    });
    expect(after(WANTED, POKED)).toMatchObject({ effects: [], state: { again: 'if_needed' } });
    expect(after(WANTED, POKED, POKED, ended(DONE)).effects).toEqual(['exchange 100 if needed']);
    expect(after(WANTED, POKED, ended({ ...DONE, more: true })).effects).toEqual(['exchange 100']);
    expect(after(POKED, POKED, ended(NOT_NEEDED)).effects).toEqual(['exchange 100 if needed']);
  });

  it('[SYNC8] a wish is no poke: whichever came first, it is followed without asking for news', () => {
    expect(after(WANTED, POKED, WANTED, ended(DONE)).effects).toEqual(['exchange 100']);
    expect(after(WANTED, WANTED, POKED, ended(DONE)).effects).toEqual(['exchange 100']);
    expect(after(POKED, NOW, ended(NOT_NEEDED)).effects).toEqual(['exchange 100']);
  });

  it('[SYNC8] [SYNC9] a poke cuts no wait short: what ends it pulls anyway', () => {
    const lost = ended({ kind: 'unreachable' });
    expect(after(WANTED, lost, POKED).effects).toEqual([]);
    expect(after(WANTED, POKED, lost, { type: 'timer_fired' }).effects).toEqual(['exchange 100']);
  });

  it('[SYNC9] waits longer with every failure and forgets that after a success', () => {
    const lost = ended({ kind: 'unreachable' });
    const thrice = after(WANTED, lost, NOW, lost, NOW, lost);
    expect(thrice).toMatchObject({
      state: { phase: 'backoff', attempt: 3, trouble: 'unreachable' },
      effects: ['wait'],
    });
    expect(after(WANTED, lost, NOW, ended(DONE)).state.attempt).toBe(0);
  });

  it('[SYNC9] cuts its own wait short when asked for now, but not for a hint', () => {
    const lost = ended({ kind: 'unreachable' });
    expect(after(WANTED, lost, NOW).effects).toEqual(['cancel_wait', 'exchange 100']);
    expect(after(WANTED, lost, WANTED).effects).toEqual([]);
    expect(after(WANTED, lost, { type: 'timer_fired' }).effects).toEqual(['exchange 100']);
  });

  it("[SYNC9] keeps the server's Retry-After whoever asks", () => {
    const busy = ended({ kind: 'busy', retryAfterMs: 30_000 });
    expect(after(WANTED, busy, NOW).effects).toEqual([]);
    expect(after(WANTED, busy, { type: 'timer_fired' }).effects).toEqual(['exchange 100']);
  });

  it('[SYNC9] follows a person once the time that the server asked for is over', () => {
    const over = [
      WANTED,
      ended({ kind: 'busy', retryAfterMs: 30_000 }),
      { type: 'asked_time_over' },
    ] as const;
    expect(after(...over)).toMatchObject({ state: { phase: 'backoff' }, effects: [] });
    expect(after(...over, WANTED).effects).toEqual([]);
    expect(after(...over, NOW).effects).toEqual(['cancel_wait', 'exchange 100']);
  });

  it('[SYNC1] halves a refused batch', () => {
    expect(after(WANTED, ended({ kind: 'refused', sent: 100 })).effects).toEqual(['exchange 50']);
    expect(after(WANTED, ended({ kind: 'refused', sent: 3 })).effects).toEqual(['exchange 1']);
  });

  it('[SYNC1] quarantines a lone refused fact only after an exchange without facts went through', () => {
    const lone = [WANTED, ended({ kind: 'refused', sent: 1 })];
    expect(after(...lone).effects).toEqual(['exchange 0']);
    expect(after(...lone, ended(DONE)).effects).toEqual(['quarantine_refused', 'exchange 1']);
  });

  it('[SYNC1] quarantines nothing when the server refuses everything', () => {
    const lone = [WANTED, ended({ kind: 'refused', sent: 1 })];
    expect(after(...lone, ended({ kind: 'refused', sent: 0 }))).toMatchObject({
      state: { phase: 'backoff', probing: false },
      effects: ['wait'],
    });
    expect(after(...lone, ended({ kind: 'unreachable' }), NOW, ended(DONE)).effects).toEqual([]);
  });

  it('[SYNC1] widens the batch again after it went through', () => {
    const refused = ended({ kind: 'refused', sent: 100 });
    expect(after(WANTED, refused, ended({ ...DONE, more: true })).effects).toEqual(['exchange 100']);
    expect(after(WANTED, ended(DONE)).state.maxFacts).toBe(MAX_FACTS_PER_SYNC);
  });

  it('[SYNC1] keeps everything and asks for login when signed out', () => {
    expect(after(WANTED, ended({ kind: 'signed_out' }))).toMatchObject({
      state: { phase: 'idle', needsLogin: true },
      effects: [],
    });
    expect(after(WANTED, ended({ kind: 'signed_out' }), NOW, ended(DONE)).state.needsLogin).toBe(false);
  });

  it('[SYNC6] registers an unknown device again, once in a run', () => {
    const unknown = ended({ kind: 'device_unknown' });
    const registered: EngineEvent = { type: 'registered', registration: 'registered' };
    expect(after(WANTED, unknown).effects).toEqual(['register']);
    expect(after(WANTED, unknown, registered).effects).toEqual(['exchange 100']);
    expect(after(WANTED, unknown, registered, unknown)).toMatchObject({
      state: { phase: 'idle', needsLogin: true },
      effects: [],
    });
    expect(after(WANTED, unknown, { type: 'registered', registration: 'unreachable' }).effects).toEqual([
      'wait',
    ]);
  });

  it('rests after a bounded number of exchanges, however often the server says that there is more', () => {
    let state = INITIAL_STATE;
    [state] = transition(state, WANTED);
    let exchanges = 1;
    while (state.phase === 'syncing' && exchanges < 10_000) {
      [state] = transition(state, ended({ ...DONE, more: true }));
      exchanges += 1;
    }
    expect(state.phase).toBe('backoff');
  });

  it('[DEV4] does nothing more once stopped', () => {
    const stopped = after(WANTED, { type: 'stop' }, ended(DONE), NOW, { type: 'timer_fired' });
    expect(stopped).toMatchObject({ state: { phase: 'stopped' }, effects: [] });
    expect(after(WANTED, ended({ kind: 'unreachable' }), { type: 'stop' }).effects).toEqual(['cancel_wait']);
  });
});
