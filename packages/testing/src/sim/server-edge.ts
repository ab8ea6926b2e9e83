/** What the simulated server shows of itself: its messages, its commits, and where planted bugs take hold. */
import type { RunningServer } from '@hazri/sync-server';

export type Deps = RunningServer['deps'];
export type Exchange = Parameters<Deps['ingest']['push']>[0];

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface WireReply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | null;
  /** `name=value` of a Set-Cookie; empty value: cleared. */
  readonly cookie: string | null;
}

/** What ails the server's disk: it takes no commit, or takes long for each. */
export type DiskAilment = 'full' | 'failing' | 'slow';

export type CrashPoint = 'now' | 'before_commit' | 'after_commit';

/** Looks into the database, or changes it, past everything that the simulation puts before it. */
export type RawExecute = (sql: string, args?: readonly (string | number)[]) => Promise<readonly RawRow[]>;
export type RawRow = Readonly<Record<string, unknown>>;

/** What stands where a transaction is committed. */
export interface CommitPoint {
  readonly commit: () => Promise<unknown>;
  /** Whether facts are in it. */
  readonly isFlush: boolean;
  /** Runs `task` after `delayMs`, unless the server has died by then. */
  readonly later: (delayMs: number, task: () => void) => void;
  readonly execute: RawExecute;
}

/** Changes of the server from outside: planted bugs (planted-bugs.ts). */
export interface Tampering {
  readonly deps?: (deps: Deps) => Deps;
  readonly commit?: (point: CommitPoint) => Promise<unknown>;
  readonly reply?: (request: WireRequest, reply: WireReply) => WireReply;
}

/** A contact that was committed: what the reference fold is told about a device's exchanges (SCAN8, TIME2). */
export interface CommittedExchange {
  readonly device: string;
  /** Of the message: its copies have the same. */
  readonly message: string;
  /** By the device's clock. */
  readonly sentAt: number;
  /** Virtual time; the phone's clock and the server know nothing of it. */
  readonly trulySentAt: number;
  readonly receivedAt: number;
  readonly hadRoom: boolean;
}
