import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@hazri/domain';
import { msToNextFrame, msToNextStep, STEPS_AHEAD, stepsToState } from './steps.ts';

const STEP = 1_795_343_970;
const at = (ms: number) => STEP * 1_000 + ms;

describe('steps and frames', () => {
  it('waits for the next frame, never past the end of the step', () => {
    expect(msToNextFrame(at(1_500), DEFAULT_POLICY)).toBe(500);
    expect(msToNextFrame(at(29_000), { ...DEFAULT_POLICY, frameMs: 7_000 })).toBe(1_000);
    expect(msToNextStep(at(29_000), DEFAULT_POLICY)).toBe(1_000);
  });

  it('states steps ahead, and again only when few are left', () => {
    const first = stepsToState(at(0), DEFAULT_POLICY, new Map());
    expect(first).toHaveLength(STEPS_AHEAD);
    expect(first[0]).toBe(STEP);
    const stated = new Map(first.map((step) => [step, '00000000']));
    expect(stepsToState(at(0), DEFAULT_POLICY, stated)).toEqual([]);
    expect(stepsToState(at(30_000 * (STEPS_AHEAD - 3)), DEFAULT_POLICY, stated)).toEqual([]);
    const later = stepsToState(at(30_000 * (STEPS_AHEAD - 2)), DEFAULT_POLICY, stated);
    expect(later[0]).toBe(STEP + 30 * STEPS_AHEAD);
  });

  it('states the current step after a sleep longer than all that was stated', () => {
    const stated = new Map([[STEP, '00000000']]);
    expect(stepsToState(at(86_400_000), DEFAULT_POLICY, stated)[0]).toBe(STEP + 86_400);
  });
});
