import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '@hazri/sync-client/testing';
import { INITIAL_STATE } from '@hazri/sync-client';
import { FOLLOW_EVERY_MS, startPageTriggers } from './page-triggers.ts';

function harness() {
  const clock = fakeClock();
  const wanted: string[] = [];
  const engine = {
    state: INITIAL_STATE,
    want: (urgency: 'now' | 'hint') => void wanted.push(urgency),
    poked: () => undefined,
    sync: () => Promise.resolve(INITIAL_STATE),
    stop: () => Promise.resolve(),
    onChange: () => () => undefined,
  };
  const triggers = startPageTriggers(engine, { timer: clock, random: seededRandom(1) });
  return { clock, wanted, triggers };
}

describe('page triggers', () => {
  it('[SYNC8] sync at the start', () => {
    expect(harness().wanted).toEqual(['now']);
  });

  it('[SYNC8] sync every minute while a session is on screen, and no longer', () => {
    const { clock, wanted, triggers } = harness();
    const end = triggers.follow();
    clock.advance(FOLLOW_EVERY_MS * 3);
    expect(wanted).toEqual(['now', 'hint', 'hint', 'hint', 'hint']);
    end();
    clock.advance(FOLLOW_EVERY_MS * 3);
    expect(wanted).toHaveLength(5);
  });

  it('[DEV4] stop with everything that follows', () => {
    const { clock, wanted, triggers } = harness();
    triggers.follow();
    triggers.stop();
    clock.advance(FOLLOW_EVERY_MS * 3);
    expect(wanted).toEqual(['now', 'hint']);
  });
});
