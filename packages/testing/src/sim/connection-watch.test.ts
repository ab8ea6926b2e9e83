import { expect, test } from 'vitest';
import { LONGEST_RETRY_MS } from '@hazri/sync-client';
import { ConnectionWatch } from './connection-watch.ts';
import type { Touch } from './connection-watch.ts';
import { NOTICED_MS } from './live-wires.ts';
import type { PhoneTraits } from './phone-traits.ts';

const NEVER = Number.NEGATIVE_INFINITY;
const OUT: Touch = { isConnected: false, heardAt: NEVER };
const GRACE_MS = 60_000;
const LIVE_MS = NOTICED_MS.most + LONGEST_RETRY_MS + GRACE_MS;
const ASKING_EVERY_MS = 10 * 60_000;
const ASKING_MS = 1.5 * ASKING_EVERY_MS + LONGEST_RETRY_MS + GRACE_MS;

function traits(live: boolean): PhoneTraits {
  const rest = { name: 'asha-4', skewMs: 0, drift: 0, engines: 1, locks: true } as const;
  return { index: 4, live, syncEveryMs: live ? 24 * 3_600_000 : ASKING_EVERY_MS, ...rest };
}

/** Looks at the phone at each of these times; whether all was well to the end. */
function isWell(live: boolean, looks: readonly (readonly [at: number, Touch | 'pass'])[]): boolean {
  const watch = new ConnectionWatch();
  try {
    for (const [at, touch] of looks) {
      if (touch === 'pass') watch.pass(4);
      else watch.look(traits(live), touch, at);
    }
    return true;
  } catch {
    return false;
  }
}

test.each([
  ['with a live connection', true, LIVE_MS],
  ['that asks by itself', false, ASKING_MS],
])('an app %s may be out of touch for as long as it ever waits', (_name, live, longestMs) => {
  expect(isWell(live, [[0, OUT], [longestMs, OUT]])).toBe(true); // prettier-ignore
  expect(isWell(live, [[0, OUT], [longestMs + 1, OUT]])).toBe(false); // prettier-ignore
});

test.each<[string, Touch | 'pass']>([
  ['being connected', { isConnected: true, heardAt: NEVER }],
  ['being heard or refused by the server', { isConnected: false, heardAt: 1_000 }],
  ['being where nobody could expect anything', 'pass'],
])('%s begins it anew', (_name, touch) => {
  const after = 1_000 + LIVE_MS;
  expect(isWell(true, [[0, OUT], [1_000, touch], [1_001, OUT], [after, OUT]])).toBe(true); // prettier-ignore
  expect(isWell(true, [[0, OUT], [1_000, touch], [1_001, OUT], [after + 2, OUT]])).toBe(false); // prettier-ignore
});
