/** What did a push carry? Each fact on its own: new, known, conflicting, or not to be read at all. */
import { hash as digest } from 'node:crypto';
import type { Fact } from '@hazri/domain';
import { parseId } from '@hazri/domain';
import { factEnvelope, parseFact } from '@hazri/sync-protocol';
import type { KeySchedule } from '../keys/key-schedule.ts';
import { isReceiptStamp } from '../keys/receipt-stamp.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Exchange } from './exchange.ts';

export type Incoming =
  | { readonly read: 'fact'; readonly id: string; readonly fact: Fact; readonly stored: StoredForm }
  | { readonly read: 'unknown_kind'; readonly id: string; readonly kind: string; readonly stored: StoredForm }
  | {
      readonly read: 'fault';
      readonly id: string;
      readonly reason: 'fact_malformed' | 'field_forbidden';
      readonly stored: StoredForm;
    }
  /** Nothing to answer to: it has no usable id. */
  | { readonly read: 'nameless' };

export interface StoredForm {
  readonly json: string;
  readonly hash: string;
  readonly receivedAt: number;
  readonly sentAt: number;
}

/** An exchange, and its facts as they were read. */
export interface Received {
  readonly exchange: Exchange;
  readonly facts: readonly Incoming[];
}

/** Hangs on nothing that is stored: it can be done before the exchange's turn comes. */
export function receive(exchange: Exchange, keys: KeySchedule): Received {
  return { exchange, facts: exchange.facts.map((input) => readIncoming(input, exchange, keys)) };
}

function readIncoming(input: unknown, exchange: Exchange, keys: KeySchedule): Incoming {
  const parsed = parseFact(input);
  if (parsed.ok) {
    const { id } = parsed.value;
    return { read: 'fact', id, fact: parsed.value, stored: storedForm(input, id, exchange, keys) };
  }
  if (parsed.reason === 'kind_unknown') {
    const envelope = factEnvelope.safeParse(input);
    if (envelope.success) {
      const { id, kind } = envelope.data;
      return { read: 'unknown_kind', id, kind, stored: storedForm(input, id, exchange, keys) };
    }
  }
  const id = idOf(input);
  if (id === null) return { read: 'nameless' };
  const reason = parsed.reason === 'field_forbidden' ? 'field_forbidden' : 'fact_malformed';
  return { read: 'fault', id, reason, stored: storedForm(input, id, exchange, keys) };
}

function storedForm(input: unknown, id: string, exchange: Exchange, keys: KeySchedule): StoredForm {
  const json = canonicalJson(input);
  // The author is part of the hash: the same words by somebody else are another fact (FACT4).
  const hash = digest('sha256', exchange.author.uuid + json, 'hex');
  const { sentAt, receivedAt } = exchange;
  const earlier = exchange.receipts.get(id);
  const proven =
    earlier !== undefined &&
    earlier.receivedAt < receivedAt &&
    isReceiptStamp(keys, hash, earlier.receivedAt, earlier.stamp);
  // The device's clock is taken to have run as far off then as it does now: only its offset enters the rules.
  const ageMs = proven ? receivedAt - earlier.receivedAt : 0;
  return { json, hash, receivedAt: receivedAt - ageMs, sentAt: sentAt - ageMs };
}

function idOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('id' in input)) return null;
  return typeof input.id === 'string' ? parseId(input.id) : null;
}
