import { describe, expect, test } from 'vitest';
import { MAX_FACTS_PER_SYNC, MAX_SCOPES, scope, syncRequest } from './sync-request.ts';
import { factResult, MAX_ROWS_PER_PAGE, syncResponse } from './sync-response.ts';
import { ID, NOW, ROWS } from './testing/examples.ts';

const REQUEST = {
  proto: 1,
  device: ID,
  epoch: null,
  sentAt: NOW,
  mono: 812_345.6,
  facts: [],
  cursors: { me: 118 },
};
const RESPONSE = {
  serverTime: NOW,
  epoch: ID,
  results: [{ id: ID, outcome: 'accepted', reason: null, receivedAt: NOW, stamp: 'AAAA' }],
  changes: { me: { rows: [ROWS.user], cursor: 131, more: false } },
  added: [`class:${ID}`],
  dropped: [`staff:${ID}`],
};
const takes = (changes: Readonly<Record<string, unknown>>) =>
  syncRequest.safeParse({ ...REQUEST, ...changes }).success;
const gives = (changes: Readonly<Record<string, unknown>>) =>
  syncResponse.safeParse({ ...RESPONSE, ...changes }).success;

describe('[SYNC10] the request', () => {
  test('[SYNC10] takes up to 100 facts, unread: each is parsed on its own', () => {
    expect(takes({ facts: Array.from({ length: MAX_FACTS_PER_SYNC }, () => ({ nonsense: true })) })).toBe(
      true,
    );
    expect(takes({ facts: Array.from({ length: MAX_FACTS_PER_SYNC + 1 }, () => null) })).toBe(false);
  });

  test('[SYNC5] cursors: known scopes only, whole and not negative, bounded', () => {
    expect(takes({ cursors: {} })).toBe(true);
    expect(takes({ cursors: { [`class:${ID}`]: 0, [`staff:${ID}`]: 90 } })).toBe(true);
    for (const bad of ['ME', 'class:', `class:${ID.toUpperCase()}`, `admin:${ID}`, `me\n`]) {
      expect([bad, takes({ cursors: { [bad]: 0 } })]).toEqual([bad, false]);
      expect(scope.safeParse(bad).success).toBe(false);
    }
    for (const bad of [-1, 0.5, '0', null]) expect(takes({ cursors: { me: bad } })).toBe(false);
    const many = Array.from(
      { length: MAX_SCOPES + 1 },
      (_, i) => `class:${ID.slice(0, -4)}${i.toString(16).padStart(4, '0')}`,
    );
    expect(takes({ cursors: Object.fromEntries(many.map((name) => [name, 0])) })).toBe(false);
  });

  test('[SYNC10] another protocol, unknown fields and wrong types are refused', () => {
    const wrong = [
      { proto: 2 },
      { proto: '1' },
      { device: 'x' },
      { epoch: '' },
      { sentAt: null },
      { facts: {} },
      { author: ID },
    ];
    for (const changes of wrong) expect([changes, takes(changes)]).toEqual([changes, false]);
    const hidden: unknown = JSON.parse(
      `${JSON.stringify(REQUEST).slice(0, -1)},"__proto__":{"device":"${ID}"}}`,
    );
    expect(syncRequest.safeParse(hidden).success).toBe(false);
  });

  test('[SYNC6] first receipts of an earlier life of the server', () => {
    const receipt = { id: ID, receivedAt: NOW, stamp: 'AAAA' };
    expect(takes({ receipts: [receipt] })).toBe(true);
    expect(takes({ receipts: [{ ...receipt, stamp: 'A'.repeat(65) }] })).toBe(false);
    expect(takes({ receipts: [{ ...receipt, outcome: 'accepted' }] })).toBe(false);
  });
});

describe('[SYNC1] the response', () => {
  test('[SYNC1] what a captive portal says is no response', () => {
    for (const input of ['<html>', null, {}, [], { serverTime: NOW }]) {
      expect(syncResponse.safeParse(input).success).toBe(false);
    }
    expect(gives({})).toBe(true);
  });

  test('[SYNC1] only named outcomes count', () => {
    for (const outcome of ['accepted', 'duplicate', 'waiting', 'review', 'rejected', 'set_aside', 'retry']) {
      expect(factResult.safeParse({ id: ID, outcome, reason: null }).success).toBe(true);
    }
    expect(factResult.safeParse({ id: ID, outcome: 'ok', reason: null }).success).toBe(false);
    expect(gives({ results: [{ id: ID, outcome: 'accepted' }] })).toBe(false);
  });

  test('[DEV6] unknown rows and unknown fields do not spoil the answer to the facts', () => {
    expect(gives({ changes: { me: { rows: [{ type: 'badge' }, 7], cursor: 1, more: true } }, hint: 1 })).toBe(
      true,
    );
  });

  test('[SYNC4] pages are bounded', () => {
    const page = (length: number) => ({
      changes: { me: { rows: new Array(length).fill(null), cursor: 1, more: true } },
    });
    expect([gives(page(MAX_ROWS_PER_PAGE)), gives(page(MAX_ROWS_PER_PAGE + 1))]).toEqual([true, false]);
  });
});
