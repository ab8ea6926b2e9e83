/** Components as a person meets them, in a real browser. */
import { describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { encodeToken, codeLink } from '@hazri/domain';
import CodeFigure from '../features/present/CodeFigure.svelte';
import { codePath, QUIET_MODULES } from '../features/present/code-path.ts';
import ScanResult from '../features/scan/ScanResult.svelte';
import type { ScanStory } from '../features/receipts/scan-story.ts';
import { CLASS_ID, factId, NOW, testId } from '../features/live/testing/rows.ts';
import { STATUS_LOOK } from './status-look.ts';
import StatusBadge from './StatusBadge.svelte';

function story(over: Partial<ScanStory>): ScanStory {
  return {
    id: factId(),
    status: 'saved',
    statusText: undefined,
    sentence: 'Saved on this phone. It will be sent when you’re online.',
    title: 'CS301 Operating Systems',
    sessionId: testId<'session'>(),
    classId: CLASS_ID,
    timeZone: 'Asia/Kolkata',
    scannedAt: NOW,
    tokenTime: null,
    receivedAt: null,
    how: 'camera',
    trust: null,
    ...over,
  };
}

const JUST_NOW = { alreadyAt: null, oldAt: null, kept: 'disk' } as const;

describe('StatusBadge', () => {
  it('tells every status by word and icon, never by colour alone', async () => {
    for (const status of Object.keys(STATUS_LOOK)) {
      const shown = await render(StatusBadge, { status: status as keyof typeof STATUS_LOOK });
      expect(shown.container.textContent.trim()).not.toBe('');
      expect(shown.container.querySelector('svg path')?.getAttribute('d')).toBeTruthy();
      await shown.unmount();
    }
  });
});

describe('the code on the screen', () => {
  const fields = {
    kid: 7,
    ref: '8f3cbd417622df29',
    stepStart: 1_795_343_970,
    frame: 1,
    nonce: '156c8fd8',
  } as const;
  const link = codeLink(
    'https://hazri.acem.edu.ind',
    encodeToken(fields as never, new Uint8Array(32).fill(9)),
  );

  it('is one SVG of 33 modules and a quiet zone of four, dark on white', async () => {
    const shown = await render(CodeFigure, { code: { link, ...codePath(link) }, label: 'Code' });
    const svg = shown.getByTestId('code-svg').element();
    expect(svg.getAttribute('data-modules')).toBe('33');
    expect(svg.getAttribute('viewBox')).toBe(`0 0 ${33 + 2 * QUIET_MODULES} ${33 + 2 * QUIET_MODULES}`);
    expect(svg.getAttribute('data-code')).toBe(link);
    expect(svg.querySelectorAll('path')).toHaveLength(1);
    expect(svg.querySelector('rect')?.getAttribute('fill')).toBe('#fff');
  });

  it('is read back by the decoder that the scanner uses', async () => {
    const { path, modules } = codePath(link);
    const side = modules + 2 * QUIET_MODULES;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = side * 6;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(6, 6);
    context.fillStyle = '#000';
    context.fill(new Path2D(path));
    const { openDecoder } = await import('../platform/decoder/open-decoder.ts');
    const decoder = await openDecoder();
    if (decoder === null) throw new Error('no decoder');
    expect(await decoder.decode(canvas)).toBe(link);
    context.clearRect(0, 0, side, side);
    expect(await decoder.decode(canvas)).toBeNull();
    decoder.close();
  });
});

describe('the result of a scan', () => {
  it('says class, time and state in one place', async () => {
    const shown = await render(ScanResult, {
      story: story({}),
      done: JUST_NOW,
      now: NOW,
      onagain: () => undefined,
    });
    const state = shown.getByTestId('scan-state');
    await expect.element(state).toHaveAttribute('data-state', 'saved');
    await expect.element(state).toMatchTextContent(/CS301 Operating Systems, 10:00/);
    await expect.element(state).toMatchTextContent(/It will be sent when you’re online/);
  });

  it('says when it was saved before', async () => {
    const done = { ...JUST_NOW, alreadyAt: NOW };
    const shown = await render(ScanResult, {
      story: story({ status: 'present', sentence: 'You are marked present.' }),
      done,
      now: NOW,
      onagain: () => undefined,
    });
    await expect
      .element(shown.getByTestId('scan-state'))
      .toMatchTextContent(/already saved this session at 10:00/);
  });

  it('says so when the class is not in the list and when the code is old', async () => {
    const shown = await render(ScanResult, {
      story: story({ classId: null, title: 'A class that isn’t in your list' }),
      done: { ...JUST_NOW, oldAt: NOW - 600_000 },
      now: NOW,
      onagain: () => undefined,
    });
    await expect
      .element(shown.getByTestId('scan-state'))
      .toMatchTextContent(/counts once your professor adds you/);
    await expect.element(shown.getByTestId('scan-state')).toMatchTextContent(/09:50/);
  });
});
