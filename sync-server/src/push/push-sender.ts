/**
 * Takes what people were told to their browsers, behind every request's back. A message is a hint: the list in the app
 * holds the same, so what can't be delivered, or is too much, is dropped.
 */
import { sql } from 'drizzle-orm';
import type { PushMessage } from '@hazri/sync-protocol';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { sessions } from '../db/class-schema.ts';
import type { Choices } from '../notifications/choices.ts';
import { asClassId, asSessionId } from '../sync/session-state.ts';
import type { NotificationRow } from '../sync/rows.ts';
import type { PushDoor } from './push-door.ts';
import type { PushIdentity } from './push-identity.ts';
import type { PushSubscriptions, Subscription } from './push-subscriptions.ts';
import { encryptPush } from './web-push-encryption.ts';

export const MAX_QUEUED = 20_000;
/** Looked up together. */
const MAX_PER_ROUND = 500;
/** On their way at one time. */
const MAX_AT_ONCE = 20;
/** Older news isn't worth a buzz: it was told of history. */
const NEWS_FOR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
const GONE = [404, 410];

export interface PushSender {
  /** Returns at once. */
  readonly offer: (rows: readonly NotificationRow[]) => void;
  /** Resolves when nothing waits or is on its way. */
  readonly idle: () => Promise<void>;
  readonly close: () => void;
}

interface Deps {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly choices: Choices;
  readonly subscriptions: PushSubscriptions;
  readonly identity: PushIdentity;
  readonly door: PushDoor;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (cause: unknown) => void;
}

export function makePushSender(deps: Deps): PushSender {
  const queue: NotificationRow[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  async function run(): Promise<void> {
    while (queue.length > 0 && !closed) {
      try {
        await sendAll(deps, queue.splice(0, MAX_PER_ROUND));
      } catch (cause) {
        deps.report(cause);
      }
    }
  }

  return {
    offer: (rows) => {
      if (closed) return;
      const now = deps.clock.now();
      const room = MAX_QUEUED - queue.length;
      queue.push(
        ...rows.filter(({ at, readAt }) => readAt === null && now - at <= NEWS_FOR_MS).slice(0, room),
      );
      if (queue.length > 0) running ??= run().finally(() => (running = null));
    },
    idle: async () => {
      await running;
    },
    close: () => {
      closed = true;
      queue.length = 0;
    },
  };
}

async function sendAll(deps: Deps, rows: readonly NotificationRow[]): Promise<void> {
  const userIds = [...new Set(rows.map((row) => row.userId))];
  const subscriptions = Map.groupBy(await deps.subscriptions.ofMany(userIds), (held) => held.userId);
  if (subscriptions.size === 0) return;
  const choicesOf = await deps.choices.ofMany([...subscriptions.keys()]);
  const wanted = rows.filter((row) => subscriptions.has(row.userId) && choicesOf(row.userId).push[row.kind]);
  const uuidOf = await sessionUuids(deps.database, wanted);
  const letters = wanted.flatMap((row) =>
    (subscriptions.get(row.userId) ?? []).map(
      (held) => () => send(deps, held, messageOf(deps, row, held, uuidOf)),
    ),
  );
  const next = letters.values();
  // Each lane takes the next letter as soon as its last one is away.
  const lanes = Array.from({ length: MAX_AT_ONCE }, async () => {
    for (const letter of next) await letter();
  });
  await Promise.all(lanes);
}

async function send(deps: Deps, held: Subscription, message: PushMessage): Promise<void> {
  const body = encryptPush(Buffer.from(JSON.stringify(message)), held, deps.random);
  if (body === null || !URL.canParse(held.endpoint)) return deps.subscriptions.forget(held.endpoint);
  const endpoint = new URL(held.endpoint);
  const isNow = message.kind === 'session_started';
  const headers = {
    authorization: deps.identity.authorization(endpoint),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    'content-length': String(body.length),
    ttl: String(isNow ? DAY_SECONDS / 24 : DAY_SECONDS),
    urgency: isNow ? 'high' : 'normal',
  };
  // A push service that is away is nobody's fault here, and the news is in the list.
  const status = await deps.door.post(endpoint, headers, body).catch(() => 0);
  if (GONE.includes(status)) await deps.subscriptions.forget(held.endpoint);
}

function messageOf(
  { catalogue }: Deps,
  row: NotificationRow,
  { language }: Subscription,
  uuidOf: ReadonlyMap<number, string>,
): PushMessage {
  const ofClass = row.classId === null ? undefined : catalogue.classById(row.classId);
  const sessionUuid = row.sessionId === null ? undefined : uuidOf.get(row.sessionId);
  const isOfAnother = row.studentId !== null && row.studentId !== row.userId;
  return {
    id: row.uuid,
    kind: row.kind,
    at: row.at,
    language,
    audience: isOfAnother || row.kind === 'account_approved' ? 'staff' : 'student',
    classId: ofClass ? asClassId(ofClass.uuid) : null,
    sessionId: sessionUuid === undefined ? null : asSessionId(sessionUuid),
    className: ofClass ? `${ofClass.course} ${ofClass.title}`.trim() : null,
    after: row.after,
    percent: row.percent,
  };
}

async function sessionUuids(
  { orm }: Database,
  rows: readonly NotificationRow[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.sessionId ?? []))];
  const found = await orm
    .select({ id: sessions.id, uuid: sessions.uuid })
    .from(sessions)
    .where(sql`${sessions.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(found.map(({ id, uuid }) => [id, uuid]));
}
