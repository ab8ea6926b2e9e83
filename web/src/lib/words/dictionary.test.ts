/** The dictionary as a whole: what its files must be together. */
import { describe, expect, it } from 'vitest';
import type { Translation } from './translation.ts';
import { everyone } from './en/everyone.ts';
import { staff } from './en/staff.ts';

const FILES = import.meta.glob<Readonly<Record<string, Readonly<Record<string, string>>>>>('./en/*.ts', {
  eager: true,
});
const PARTS = ['everyone', 'staff'];

describe('the English words', () => {
  it('are spread into one part, each key once', () => {
    const features = Object.entries(FILES).filter(
      ([path]) => !PARTS.some((part) => path.endsWith(`/${part}.ts`)),
    );
    const keys = features.flatMap(([, file]) => Object.values(file).flatMap((words) => Object.keys(words)));
    expect(keys.length).toBeGreaterThan(200);
    expect(keys.toSorted()).toEqual([...Object.keys(everyone), ...Object.keys(staff)].toSorted());
  });

  it('stand in pairs where a count chooses', () => {
    const keys = [...Object.keys(everyone), ...Object.keys(staff)];
    const stems = keys.filter((key) => key.endsWith('.one')).map((key) => key.slice(0, -'.one'.length));
    expect(stems.filter((stem) => !keys.includes(`${stem}.other`))).toEqual([]);
  });

  it('never accuse', () => {
    const sentences = Object.values({ ...everyone, ...staff }).join(' ');
    expect(sentences).not.toMatch(/cheat|fraud|fake|suspicious|invalid/i);
  });
});

describe('another language', () => {
  it('is refused by the compiler when a key is missing', () => {
    const { close: _, ...incomplete } = everyone;
    // @ts-expect-error `close` is missing
    const words: Translation<typeof everyone> = incomplete;
    expect(Object.keys(words)).not.toContain('close');
  });
});
