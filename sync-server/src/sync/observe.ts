/**
 * What does the server see of a device at this exchange? A clock jump (TIME2), an earlier chance to send (SCAN8), both
 * from what it remembers of the device's contacts; an exchange that came late says neither.
 */
import type { ClockJump, ContactMemory, Fact } from '@hazri/domain';
import { clockJump, isAfterScan, isContact, NO_CONTACT, noteSync } from '@hazri/domain';
import type { Exchange } from './exchange.ts';
import type { ContactRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

export interface Observed {
  readonly jump: ClockJump | null;
  /** Whether the last contact with room could have carried the fact and did not. */
  readonly contactAfter: (fact: Fact) => boolean;
}

const NOTHING: Observed = { jump: null, contactAfter: () => false };

/** Notes the exchange for those that come after it. */
export function observe(set: WorkingSet, exchange: Exchange): Observed {
  const { device, message, sentAt, receivedAt, hadRoom } = exchange;
  if (!device || !message) return NOTHING;
  const row = set.contacts.get(device.id);
  const memory = row ? memoryOf(row) : NO_CONTACT;
  const sync = { ...message, sentAt, receivedAt, hadRoom };
  const next = noteSync(memory, sync);
  if (next !== memory) set.contacts.put(rowOf(device.id, next, exchange));
  if (!isContact(memory, sync)) return NOTHING;
  const { last, room } = memory;
  return {
    jump: clockJump(last, exchange),
    contactAfter: (fact) =>
      fact.kind === 'scan' &&
      room !== null &&
      isAfterScan({ scannedAt: fact.body.scannedAt, sentAt, receivedAt }, room),
  };
}

function memoryOf(row: ContactRow): ContactMemory {
  const { sentAt, receivedAt, mono, roomSentAt, roomReceivedAt, recent } = row;
  return {
    last: { sentAt, receivedAt, mono },
    room: roomReceivedAt > 0 ? { sentAt: roomSentAt, receivedAt: roomReceivedAt } : null,
    recentIds: recent,
  };
}

function rowOf(
  deviceId: number,
  { last, room, recentIds }: ContactMemory,
  { address = null, agent = null }: { readonly address?: string | null; readonly agent?: string | null },
): ContactRow {
  return {
    deviceId,
    sentAt: last?.sentAt ?? 0,
    receivedAt: last?.receivedAt ?? 0,
    mono: last?.mono ?? null,
    roomSentAt: room?.sentAt ?? 0,
    roomReceivedAt: room?.receivedAt ?? 0,
    recent: recentIds,
    address,
    agent,
  };
}
