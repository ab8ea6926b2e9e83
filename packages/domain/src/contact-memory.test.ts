import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAfterScan } from './contact.ts';
import type { ContactMemory, SignedSync } from './contact-memory.ts';
import { isContact, MAX_RECENT_SYNCS, NO_CONTACT, noteSync } from './contact-memory.ts';
import './testing/runs.ts';
import { clockJump } from './time.ts';

const MINUTE = 60_000;

/** Sent at `at` by a right clock and received at once, unless a test says otherwise. */
function sync(id: string, at: number, changes: Partial<SignedSync> = {}): SignedSync {
  return { id, sentAt: at, receivedAt: at, mono: at - 7_000, hadRoom: true, ...changes };
}

const after = (...syncs: readonly SignedSync[]): ContactMemory => syncs.reduce(noteSync, NO_CONTACT);
const [early, late] = [sync('early', 10 * MINUTE), sync('late', 30 * MINUTE)];
const copy = { ...early, receivedAt: 40 * MINUTE };

describe('a copy that comes late', () => {
  test('[SCAN8] is no contact: a scan that was withheld before it still shows', () => {
    const memory = after(early, late, copy);
    expect(isContact(after(early, late), copy)).toBe(false);
    expect(memory).toEqual(after(early, late));
    const scan = { scannedAt: 20 * MINUTE, sentAt: 50 * MINUTE, receivedAt: 50 * MINUTE };
    expect(memory.room && isAfterScan(scan, memory.room)).toBe(true);
  });

  test('[TIME2] makes no jump: neither for what it carries nor for what comes next', () => {
    const memory = after(early, late, copy);
    expect(clockJump(memory.last, sync('next', 50 * MINUTE))).toBeNull();
    expect(clockJump(copy, sync('next', 50 * MINUTE))).not.toBeNull();
  });

  test('[SCAN8] is known without a monotonic clock, and after many others, but not after any number', () => {
    const old = sync('early', 10 * MINUTE, { mono: null });
    const others = Array.from({ length: MAX_RECENT_SYNCS }, (_, n) => sync(`other ${n}`, late.sentAt + n));
    expect(isContact(after(old, ...others.slice(1)), { ...old, receivedAt: 40 * MINUTE })).toBe(false);
    const memory = after(old, ...others);
    expect(isContact(memory, { ...old, receivedAt: 40 * MINUTE })).toBe(true);
    expect(memory.recentIds).toHaveLength(MAX_RECENT_SYNCS);
  });

  test('[SCAN8] however often it comes, it pushes nothing out', () => {
    const copies = Array.from({ length: 100 }, () => copy);
    expect(after(early, late, ...copies)).toEqual(after(early, late));
  });
});

describe('a message that was overtaken', () => {
  const overtaken = sync('overtaken', 29 * MINUTE, { receivedAt: 31 * MINUTE });

  test('[SCAN8] [TIME2] is no contact, and its copy neither', () => {
    expect(isContact(after(early, late), overtaken)).toBe(false);
    const memory = after(early, late, overtaken);
    expect([memory.last?.sentAt, memory.room?.sentAt]).toEqual([30 * MINUTE, 30 * MINUTE]);
    expect(isContact(memory, { ...overtaken, receivedAt: 50 * MINUTE })).toBe(false);
  });

  test('[SCAN8] without a monotonic clock it can’t be told from a clock that was put back', () => {
    expect(isContact(after(early, late), { ...overtaken, mono: null })).toBe(true);
  });
});

describe('a clock that was put back', () => {
  test('[SCAN8] [TIME2] is heard at once, within one run of the app and after a new start', () => {
    const sameRun = sync('same run', 31 * MINUTE, { sentAt: 5 * MINUTE });
    const newRun = sync('new run', 31 * MINUTE, { sentAt: 5 * MINUTE, mono: 12 });
    for (const putBack of [sameRun, newRun]) {
      expect(isContact(after(early, late), putBack)).toBe(true);
      const memory = after(early, late, putBack);
      expect(memory.last).toMatchObject({ sentAt: 5 * MINUTE, receivedAt: 31 * MINUTE });
      const next = { ...putBack, id: 'next', sentAt: 6 * MINUTE, receivedAt: 32 * MINUTE };
      expect(clockJump(memory.last, next)).toBeNull();
    }
  });
});

test('[SCAN8] what had no room is a contact, but no missed opportunity', () => {
  const full = sync('full', 35 * MINUTE, { hadRoom: false });
  const memory = after(early, late, full);
  expect([memory.last?.sentAt, memory.room?.sentAt]).toEqual([35 * MINUTE, 30 * MINUTE]);
});

test('[SCAN8] [TIME2] copies and late arrivals change nothing of what a device in order says', () => {
  const step = fc.record({
    gap: fc.integer({ min: 1, max: 10 * MINUTE }),
    copyAfter: fc.nat(MAX_RECENT_SYNCS),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let at = 0;
      const sent = steps.map(({ gap }, n) => sync(String(n), (at += gap)));
      const delivered = sent.flatMap((own, n) => [
        own,
        ...sent
          .slice(0, n + 1)
          .filter((_, m) => m + (steps[m]?.copyAfter ?? 0) === n)
          .map((other) => ({ ...other, receivedAt: own.receivedAt })),
      ]);
      expect(after(...delivered)).toEqual(after(...sent));
    }),
  );
});
