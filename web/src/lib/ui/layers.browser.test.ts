/** What Back does with open layers, on a real browser's history. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { layers } from './layers.ts';

/** Resolves when the history has been there and whatever followed is over. */
async function back(): Promise<void> {
  const arrived = new Promise((resolve) => {
    addEventListener('popstate', resolve, { once: true });
  });
  history.back();
  await arrived;
  await layers().settle();
}

describe('layers', () => {
  const removals: (() => void)[] = [];
  const add = async (close: () => void): Promise<() => void> => {
    const remove = layers().add(close);
    removals.push(remove);
    await layers().settle();
    return remove;
  };
  afterEach(async () => {
    for (const remove of removals.splice(0)) remove();
    await vi.waitFor(() => {
      expect(history.state ?? {}).not.toHaveProperty(['hazri.layers']);
    });
  });

  it('are closed by Back one at a time, the topmost first', async () => {
    const closed: string[] = [];
    const removeLower = await add(() => {
      closed.push('lower');
      removeLower();
    });
    const removeUpper = await add(() => {
      closed.push('upper');
      removeUpper();
    });
    await back();
    expect(closed).toEqual(['upper']);
    await back();
    expect(closed).toEqual(['upper', 'lower']);
  });

  it('that stay open when asked, as one with a question would, are asked again by the next Back', async () => {
    const close = vi.fn();
    await add(close);
    await back();
    expect(close).toHaveBeenCalledTimes(1);
    await back();
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('hand their entry on to a layer that takes their place', async () => {
    const push = vi.spyOn(history, 'pushState');
    const removeMenu = await add(() => undefined);
    removeMenu();
    const close = vi.fn();
    await add(close);
    expect(push).toHaveBeenCalledTimes(1);
    push.mockRestore();
    await back();
    expect(close).toHaveBeenCalledOnce();
  });

  it('are closed before another page is pushed, and leave no entry beneath it', async () => {
    const remove = await add(() => {
      remove();
    });
    const leave = vi.fn((): unknown => history.state);
    expect(layers().holdsBack(leave)).toBe(true);
    await vi.waitFor(() => {
      expect(leave).toHaveBeenCalledOnce();
    });
    expect(leave.mock.results[0]?.value ?? {}).not.toHaveProperty(['hazri.layers']);
    expect(layers().holdsBack(leave)).toBe(false);
    expect(leave).toHaveBeenCalledOnce();
  });
});
