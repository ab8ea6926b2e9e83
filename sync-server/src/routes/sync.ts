/** `POST /api/sync`: facts up, changes down, in one round trip. */
import type { Context } from 'hono';
import type { SyncRequest } from '@hazri/sync-protocol';
import {
  MAX_FACTS_PER_SYNC,
  MAX_SYNC_BYTES,
  SIGNATURE_HEADER,
  SYNC_SIGNATURE_LABEL,
  syncRequest,
  syncResponse,
} from '@hazri/sync-protocol';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { lowPercentOf } from '../env.ts';
import type { User } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import { handOver } from '../auth/devices.ts';
import { canSignIn } from '../auth/sign-in.ts';
import { Overloaded } from '../db/writer.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { clientAddress } from '../http/client-address.ts';
import { longAnswer } from '../http/long-answer.ts';
import { problem } from '../http/problem.ts';
import { parseJson, readBody } from '../http/read-body.ts';
import { digestOf } from '../keys/device-signature.ts';
import { makeClassRows } from '../sync/class-rows.ts';
import type { Exchange } from '../sync/exchange.ts';
import { messageId } from '../sync/exchange.ts';
import type { Pushed } from '../sync/flush.ts';
import { makeMyRows } from '../sync/my-rows.ts';
import type { Pulled } from '../sync/read-changes.ts';
import { readChanges } from '../sync/read-changes.ts';
import type { ReadDeps } from '../sync/read-span.ts';

/** A batch with less room than this left might have been full for its sender (SCAN8). */
const ROOM_FOR_A_SCAN_BYTES = 2_048;
/** Characters kept of what browser a device says it is. */
const MAX_AGENT = 200;

type Answered = Pulled & { readonly loginRequired?: true };

/** Results only; the app asks its person to sign in again (SYNC7). */
const BY_SIGNATURE_ALONE: Answered = { changes: {}, added: [], dropped: [], loginRequired: true };

export function syncEndpoints(deps: AppDeps): readonly Endpoint[] {
  const {
    accounts,
    allowedScopes,
    catalogue,
    clock,
    config,
    database,
    devices,
    ingest,
    life,
    measures,
    signatures,
    writer,
  } = deps;
  const readDeps: ReadDeps = {
    database,
    catalogue,
    epoch: life.epoch,
    committedRev: writer.committedRev,
    lastChange: writer.lastChange,
    classRows: makeClassRows({
      database,
      writer,
      catalogue,
      findUser: accounts.find,
      lowPercent: lowPercentOf(config),
    }),
    myRows: makeMyRows({ database, catalogue }),
  };

  interface Sender {
    readonly user: User;
    readonly device: DeviceRecord;
    /** By the device's signature alone (SYNC7). */
    readonly handOver: boolean;
  }

  /** The device's signature always, and a login: a valid one, or one that expired of itself (SYNC7). */
  async function findSender(
    headers: Headers,
    body: SyncRequest,
    digest: Uint8Array,
  ): Promise<Sender | Response> {
    const signedIn = await accounts.signedIn(headers);
    const device = await devices.find(body.device);
    if (!device || (signedIn && device.userId !== signedIn.user.id)) {
      return problem(signedIn ? 'device_unknown' : 'login_required');
    }
    if (
      !(await signatures.isValid(
        device,
        SYNC_SIGNATURE_LABEL,
        digest,
        headers.get(SIGNATURE_HEADER) ?? undefined,
      ))
    ) {
      return problem('device_signature_invalid');
    }
    if (device.ended === 'device_revoked') return problem('device_revoked');
    if (signedIn) {
      await devices.bind(device, signedIn.session);
      return { user: signedIn.user, device, handOver: false };
    }
    const user = await accounts.find(device.userId);
    if (!user || !canSignIn(user)) return problem('account_deactivated');
    const permission = handOver(device, clock.now());
    return permission.allowed ? { user, device, handOver: true } : problem(permission.reason);
  }

  async function pull(userId: number, { epoch, cursors }: SyncRequest, own: Pushed['own']): Promise<Pulled> {
    // Before the rights: whatever changes of them meanwhile is above the cursors, so its poke is news (SYNC8).
    const upTo = writer.committedRev();
    const allowed = await allowedScopes(userId, clock.now());
    return readChanges({ ...readDeps, committedRev: () => upTo }, { userId, epoch, cursors, allowed, own });
  }

  async function answer(c: Context<AppEnv>): Promise<Response> {
    const receivedAt = clock.now();
    const { headers } = c.req.raw;
    const raw = await readBody(c.req.raw, MAX_SYNC_BYTES);
    if (!raw.ok) return problem(raw.reason);
    // After the body, which a closed connection would make a reset; before everything that costs (SYNC9).
    if (ingest.isFull()) throw new Overloaded('too many pushes are waiting');
    const json = parseJson(raw.value);
    if (!json.ok) return problem('body_malformed');
    if (factCount(json.value) > MAX_FACTS_PER_SYNC) return problem('batch_too_large');
    const parsed = syncRequest.safeParse(json.value);
    if (!parsed.success)
      return problem('body_malformed', { detail: parsed.error.issues[0]?.path.join('.') ?? '' });
    const body: SyncRequest = parsed.data;
    const digest = digestOf(raw.value);
    const sender = await findSender(headers, body, digest);
    if (sender instanceof Response) return sender;
    const exchange: Exchange = {
      author: sender.user,
      device: sender.device,
      address: clientAddress(c.env, headers, config.trustedProxies),
      ...agentOf(headers),
      sentAt: body.sentAt,
      message: { id: messageId(digest), mono: body.mono ?? null },
      receivedAt,
      facts: body.facts,
      hadRoom:
        body.leavesFacts !== true &&
        body.facts.length < MAX_FACTS_PER_SYNC &&
        raw.value.length + ROOM_FOR_A_SCAN_BYTES <= MAX_SYNC_BYTES,
      handOver: sender.handOver,
      receipts: new Map((body.receipts ?? []).map(({ id, ...receipt }) => [id, receipt])),
    };
    const { results, own } = await ingest.push(exchange);
    measures.synced(results);
    const pulled: Answered = sender.handOver ? BY_SIGNATURE_ALONE : await pull(sender.user.id, body, own);
    return longAnswer(c.req.raw, { serverTime: clock.now(), epoch: life.epoch, results, ...pulled });
  }

  return [
    {
      method: 'post',
      path: '/api/sync',
      access: 'device',
      summary:
        'Facts up, changes down, in one round trip; the body signed by the device in the header `Hazri-Signature`',
      body: syncRequest,
      query: null,
      answer: syncResponse,
      files: [],
      status: 200,
      refuses: [
        'body_malformed',
        'body_too_large',
        'batch_too_large',
        'login_required',
        'device_unknown',
        'device_signature_invalid',
        'device_revoked',
        'account_deactivated',
        'logged_out',
        'password_changed',
      ],
      run: (_deps, c) => answer(c),
    },
  ];
}

function agentOf(headers: Headers): { readonly agent?: string } {
  const agent = headers.get('user-agent')?.slice(0, MAX_AGENT).toWellFormed();
  return agent === undefined ? {} : { agent };
}

function factCount(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('facts' in body)) return 0;
  return Array.isArray(body.facts) ? body.facts.length : 0;
}
