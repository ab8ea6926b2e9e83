import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sayReason } from './reasons.ts';
import { say, sayCount } from './say.ts';
import { percent, timeOfDay, whenShort } from './when.ts';

describe('the dictionary', () => {
  it('fills every hole and leaves none behind', () => {
    expect(say('status.lateBy', { minutes: 7 })).toBe('Late by 7 min');
    expect(say('present.here', { present: 12, roster: 60 })).toBe('12 of 60 here');
  });

  it('chooses the plural by count', () => {
    expect(sayCount('class.people', 1)).toBe('1 student');
    expect(sayCount('class.people', 1_200)).toBe('1,200 students');
  });

  it('has a sentence for a reason that only a newer server knows', () => {
    expect(sayReason('token_expired')).toContain('left the screen');
    expect(sayReason('__proto__')).toMatch(/doesn’t know/);
    expect(sayReason('reason_of_2031')).toMatch(/doesn’t know/);
  });
});

/** Reasons as the server's source spells them: in refusals of facts, and as the keys of its problems. */
function reasonsOfServer(): readonly string[] {
  const source = (path: string) => new URL(`../../../../sync-server/src/${path}`, import.meta.url);
  const read = (path: string) => readFileSync(source(path), 'utf8');
  const sync = readdirSync(source('sync'), { recursive: true, encoding: 'utf8' });
  const product = sync.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const ofFacts = product.flatMap((name) => [
    ...read(`sync/${name}`).matchAll(
      /(?:rejected|waiting)\([^()']*'([a-z_]+)'\)|reason: '([a-z_]+)'|'retry', '([a-z_]+)'/g,
    ),
  ]);
  const ofProblems = [...read('http/problem.ts').matchAll(/^ {2}([a-z_]+): \{ status:/gm)];
  return [...ofFacts, ...ofProblems].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

describe('reasons', () => {
  it('[SCAN16] has a sentence for every reason that the server gives', () => {
    const reasons = reasonsOfServer();
    expect(reasons).toContain('waiting_full');
    expect(reasons).toContain('session_conflict');
    expect(reasons).toContain('device_limit');
    expect(reasons.filter((reason) => sayReason(reason) === sayReason('no_such_reason'))).toEqual([]);
  });
});

describe('times', () => {
  const at = Date.parse('2026-11-22T04:33:00Z');
  it('[TIME1] stand in the time zone of the class', () => {
    expect(timeOfDay(at, 'Asia/Kolkata')).toBe('10:03');
    expect(timeOfDay(at, 'UTC')).toBe('04:33');
  });
  it('show the day only when it is another', () => {
    expect(whenShort(at, at, 'UTC')).toBe('04:33');
    expect(whenShort(at, at + 86_400_000, 'UTC')).toMatch(/Nov.*04:33/);
  });
  it('[ATT8] never round a rate up to the line', () => {
    expect(percent(0.7499)).toBe('74%');
    expect(percent(0.75)).toBe('75%');
  });
});
