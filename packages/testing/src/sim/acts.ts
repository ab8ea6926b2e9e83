/** What can happen in a history: things that people do, and things that go wrong. Plain data, so that a list of them can be cut. */
import type { MarkStatus } from '@hazri/domain';
import type { WeatherKind } from './network.ts';
import type { ClassName, PolicyName } from './school.ts';
import type { CrashPoint, DiskAilment } from './server-edge.ts';

/** Numbers of phones, sessions and scans are places in the lists of the world (world.ts). */
type What =
  | {
      readonly kind: 'open';
      readonly phone: number;
      readonly session: number;
      /** The class's policy as this device knows it. */
      readonly policy?: PolicyName;
    }
  | { readonly kind: 'complete'; readonly phone: number; readonly session: number }
  | { readonly kind: 'cancel'; readonly phone: number; readonly session: number }
  | { readonly kind: 'reopen'; readonly phone: number; readonly session: number }
  | { readonly kind: 'shown'; readonly phone: number; readonly session: number; readonly steps: number }
  | {
      readonly kind: 'scan';
      readonly phone: number;
      readonly session: number;
      readonly how: 'camera' | 'link' | 'typed';
      readonly frames: 1 | 2;
      /** How old the code is that the camera sees: somebody sent it on. */
      readonly ageMs: number;
      readonly forged: boolean;
      /** What no honest app does: it holds the scan back so long, and syncs meanwhile (SCAN8). */
      readonly heldBackMs?: number;
    }
  | {
      readonly kind: 'mark';
      readonly phone: number;
      readonly session: number;
      readonly student: string;
      readonly status: MarkStatus | null;
    }
  | { readonly kind: 'headcount'; readonly phone: number; readonly session: number; readonly count: number }
  | {
      readonly kind: 'review';
      readonly phone: number;
      readonly scan: number;
      readonly decision: 'accept' | 'reject';
    }
  | { readonly kind: 'witness'; readonly phone: number; readonly scan: number }
  | {
      readonly kind: 'enrol';
      readonly phone: number;
      readonly of: ClassName;
      /** A student's name, or the roll number of a walk-in that the device makes a person of. */
      readonly student: string;
      readonly walkIn: boolean;
    }
  | {
      readonly kind: 'unenrol';
      readonly phone: number;
      readonly of: ClassName;
      readonly student: string;
      /** When it ends, from now on; negative: it has ended already. */
      readonly inMs: number;
    }
  /** What a student asks in writing, and what staff answer. */
  | {
      readonly kind: 'paper';
      readonly phone: number;
      readonly of: ClassName;
      readonly session: number;
      readonly paper: 'excuse' | 'excuse.decided' | 'appeal' | 'appeal.decided';
      /** Its id: a few that several students use as well, so that statements and answers meet. */
      readonly request: number;
      /** Whom an answer names; null: nobody, as older apps do. */
      readonly student: string | null;
      readonly decision: 'approve' | 'decline';
    }
  /** Wrong short codes typed one after the other (SCAN18). */
  | { readonly kind: 'guess'; readonly phone: number; readonly of: ClassName; readonly tries: number }
  /** More facts at once than one request carries. */
  | { readonly kind: 'burst'; readonly phone: number; readonly session: number; readonly facts: number }
  | { readonly kind: 'renew_keys'; readonly phone: number }
  | { readonly kind: 'new_password'; readonly phone: number }
  /** Somebody is staff of a class no longer. */
  | { readonly kind: 'dismiss'; readonly of: ClassName; readonly person: string }
  | {
      readonly kind: 'steal';
      readonly phone: number;
      /** Whose id: 0 is the newest scan, 1 the one before. */
      readonly ago: number;
      readonly as: 'scan' | 'mark';
    }
  | { readonly kind: 'sync'; readonly phone: number }
  | { readonly kind: 'login'; readonly phone: number; readonly person: string }
  | { readonly kind: 'logout'; readonly phone: number }
  | { readonly kind: 'lose_cookie'; readonly phone: number }
  | { readonly kind: 'old_fact'; readonly phone: number }
  /** A new version of the app starts, over what the old one left in the outbox (DEV6). */
  | { readonly kind: 'upgrade'; readonly phone: number; readonly leaves: number }
  | { readonly kind: 'revoke'; readonly phone: number; readonly victim: number }
  | {
      readonly kind: 'weather';
      readonly phone: number;
      readonly weather: WeatherKind;
      readonly forMs: number;
    }
  /** Nobody reaches anybody; afterwards devices hear of the network that is back, and perhaps all sync at once. */
  | { readonly kind: 'partition'; readonly forMs: number; readonly storms?: boolean }
  /** The server says 503 and Retry-After to most of what comes (SYNC9). */
  | { readonly kind: 'overload'; readonly forMs: number }
  /** Commits fail or take long, and more comes meanwhile (SYNC3, SYNC9). */
  | { readonly kind: 'sick_disk'; readonly ails: DiskAilment; readonly forMs: number }
  | {
      readonly kind: 'storage_full';
      readonly phone: number;
      readonly forMs: number;
      readonly withJournal: boolean;
      /** The quota is used up: writes are refused, reads are not. Else the database is closed. */
      readonly readable?: boolean;
    }
  | { readonly kind: 'clock_step'; readonly phone: number; readonly byMs: number }
  | {
      readonly kind: 'crash_phone';
      readonly phone: number;
      readonly effects: number;
      readonly downMs: number;
    }
  | { readonly kind: 'wipe'; readonly phone: number; readonly withJournal: boolean }
  | { readonly kind: 'backup' }
  /** The server's disk is lost; it goes on with the last backup, as another life (SYNC6). */
  | { readonly kind: 'restore'; readonly downMs: number }
  | {
      readonly kind: 'crash_server';
      readonly point: CrashPoint;
      readonly commits: number;
      readonly downMs: number;
    };

export type Act = What & {
  /** Its place in the uncut plan: what `--only` names. */
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
};
export type ActKind = Act['kind'];
export type ActOf<Kind extends ActKind> = Extract<Act, { readonly kind: Kind }>;
export type UnnumberedAct = What & { readonly at: number };

/** Kinds that are nobody's intention. */
export const FAULT_KINDS: ReadonlySet<ActKind> = new Set<ActKind>([
  'weather',
  'clock_step',
  'crash_phone',
  'wipe',
  'crash_server',
  'restore',
  'lose_cookie',
  'revoke',
  'old_fact',
  'upgrade',
  'partition',
  'overload',
  'sick_disk',
  'storage_full',
  'new_password',
  'dismiss',
]);

export function describeAct({ number, at, kind, ...rest }: Act, start: number): string {
  const words = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  const minutes = ((at - start) / 60_000).toFixed(2);
  return `#${number} ${minutes.padStart(7)} min  ${kind} ${words.join(' ')}`;
}
