import { uuidv7 } from '@hazri/domain';
import { describe, expect, it } from 'vitest';
import { newFactRecord, type FactRecord } from '../../db/outbox-db.ts';
import { REFUSED_SHOWN_MS, refusedFacts } from './refused-facts.ts';

const NOW = Date.parse('2026-11-22T04:30:00Z');
let made = 0;

function record(kind: string, over: Partial<FactRecord> = {}): FactRecord {
  made += 1;
  const id = uuidv7<'fact'>(NOW, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, made));
  const fact = { id, kind, v: 1, madeAt: NOW - made, hlc: [NOW, 0] as const, body: {} };
  const answered = {
    state: 'acknowledged',
    outcome: 'rejected',
    reason: 'not_staff',
    receivedAt: NOW,
  } as const;
  return { ...newFactRecord(fact), ...answered, ...over };
}

describe('what the server refused', () => {
  it('is told with its reasons, each once, and when it was stated last', () => {
    const opened = record('session.opened');
    const mark = record('mark');
    const odd = record('session.completed', { reason: 'session_conflict' });
    expect(refusedFacts([opened, mark, odd], NOW)).toEqual({
      count: 3,
      reasons: ['not_staff', 'session_conflict'],
      lastMadeAt: opened.madeAt,
    });
  });

  it('leaves out what was taken, what waits, scans, lists of codes, and what is long past', () => {
    const records = [
      record('mark', { outcome: 'accepted', reason: null }),
      record('mark', { state: 'unsent', outcome: null, reason: null, receivedAt: null }),
      record('scan'),
      record('codes.shown'),
      record('mark', { receivedAt: NOW - REFUSED_SHOWN_MS }),
    ];
    expect(refusedFacts(records, NOW)).toBeNull();
  });
});
