/**
 * The server's own screen: the code that it shows of a session over the reference's routes, under a kid of its own
 * (SPEC.md, Token: Reference JSON), and the token inside the signed JSON that a client hands back.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Result } from '@hazri/domain';
import {
  codeLink,
  dayOfStep,
  encodeToken,
  fail,
  frameAt,
  ok,
  referenceJsonMessage,
  sessionRef,
  stepStartAt,
  tokenMessage,
} from '@hazri/domain';
import type { SignedCode } from '@hazri/sync-protocol/api/reference';
import { eq } from 'drizzle-orm';
import QRCode from 'qrcode';
import type { AppDeps } from '../app-deps.ts';
import { codesShown } from '../db/record-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { asSessionId, parseRef } from '../sync/session-state.ts';
import type { SessionRow } from '../sync/rows.ts';

const NONCE_BYTES = 4;
const SECOND_MS = 1_000;

/** What a client shows. */
export interface ServerCode {
  readonly signed: SignedCode;
  readonly token: string;
  readonly link: string;
  /** SVG as `data:`. */
  readonly picture: string;
}

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'database' | 'issuerKids' | 'keys' | 'random' | 'writer'>;

/** The code of this moment. @param origin whose links it makes, as people's phones open them */
export async function serverCode(deps: Deps, row: SessionRow, origin: string): Promise<ServerCode> {
  const { clock, issuerKids, keys } = deps;
  const { kid } = await issuerKids.serverKid();
  const now = clock.now();
  const { policy } = row;
  const stepStart = stepStartAt(now, policy.rotationMs);
  const day = dayOfStep(stepStart);
  const ref = parseRef(row.ref);
  const nonce = await nonceFor(deps, row.id, kid, stepStart);
  const fields = { kid, ref, stepStart, frame: frameAt(now, stepStart, policy), nonce };
  const token = encodeToken(fields, keys.sessionMac(kid, day, ref, tokenMessage(fields)));
  const stated = {
    sessionId: asSessionId(row.uuid),
    timestamp: stepStart * SECOND_MS,
    nonce,
    expiresAt: stepStart * SECOND_MS + policy.expiryMs,
  };
  const signature = Buffer.from(keys.sessionMac(kid, day, ref, referenceJsonMessage(stated))).toString('hex');
  const link = codeLink(origin, token);
  return { signed: { ...stated, signature }, token, link, picture: await pictureOf(link) };
}

/**
 * The token that the signed JSON stands for: what is stated of the scan is the same as of any other. The JSON names no
 * frame; the first of its step was shown before any other.
 */
export function tokenOfSigned(
  { catalogue, keys }: Pick<Deps, 'catalogue' | 'keys'>,
  code: SignedCode,
): Result<string, 'token_bad_mac'> {
  const own = catalogue.serverKid();
  if (!own) return fail('token_bad_mac');
  const { kid } = own;
  const { signature, ...stated } = code;
  const stepStart = Math.floor(stated.timestamp / SECOND_MS);
  const day = dayOfStep(stepStart);
  const ref = sessionRef(stated.sessionId);
  const mac = keys.sessionMac(kid, day, ref, referenceJsonMessage(stated));
  if (!timingSafeEqual(mac, Buffer.from(signature, 'hex'))) return fail('token_bad_mac');
  const fields = { kid, ref, stepStart, frame: 0, nonce: stated.nonce };
  return ok(encodeToken(fields, keys.sessionMac(kid, day, ref, tokenMessage(fields))));
}

/** The nonce of the step: stated (stored) before it is ever shown. */
async function nonceFor(
  { database, random, writer }: Deps,
  sessionId: number,
  kid: number,
  stepStart: number,
): Promise<string> {
  return writer.run(async (turn) => {
    const stated = await database.orm.select().from(codesShown).where(eq(codesShown.sessionId, sessionId));
    const known = stated.find((row) => row.kid === kid && row.stepStart === stepStart);
    if (known) return known.nonce;
    const nonce = Buffer.from(random(NONCE_BYTES)).toString('hex');
    await turn.commit([upsertRows(codesShown, [{ sessionId, kid, stepStart, nonce }])]);
    return nonce;
  });
}

async function pictureOf(link: string): Promise<string> {
  const svg = await QRCode.toString(link, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
