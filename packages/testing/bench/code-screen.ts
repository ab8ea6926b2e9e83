/** The professor's laptop: fetches day keys, opens sessions, and makes the tokens that its screen would show. */
import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  assert,
  dayOfStep,
  DEFAULT_POLICY,
  encodeToken,
  KEY_BYTES,
  parseId,
  sessionInfo,
  sessionRef,
  sessionSalt,
  stepStartAt,
  tokenMessage,
  uuidv7,
} from '@hazri/domain';
import type { FactBodies, SessionId, SessionRef } from '@hazri/domain';
import {
  ISSUER_SIGNATURE_LABEL,
  issuerResponse,
  MAX_FACTS_PER_SYNC,
  SIGNATURE_HEADER,
} from '@hazri/sync-protocol';
import type { IssuerResponse } from '@hazri/sync-protocol';
import { bodyOf, learn, makeFact, signature, syncBytes } from './phones.ts';
import type { Phone } from './phones.ts';
import type { Connections } from './raw-http.ts';
import { postBytes } from './raw-http.ts';

/** So long ago the sessions under load began. */
const RUNNING_MS = 60_000;

export interface ShownToken {
  readonly text: string;
  readonly key: KeyObject;
  /** What its MAC is over. */
  readonly message: Uint8Array;
  readonly tag: Uint8Array;
}

/** One session on screen, as one scan sees it: two frames of the step that runs now. */
export interface ShownSession {
  readonly ref: SessionRef;
  readonly tokens: readonly ShownToken[];
}

export interface CodeScreen {
  /** Opens a session for each entry (a class may appear more than once) and shows its code. */
  readonly open: (classIds: readonly string[]) => Promise<readonly ShownSession[]>;
}

export async function openCodeScreen(connections: Connections, laptop: Phone): Promise<CodeScreen> {
  const body = JSON.stringify({ sentAt: Date.now() });
  const request = postBytes(`/api/devices/${laptop.device}/issuer`, body, {
    Cookie: laptop.cookie,
    [SIGNATURE_HEADER]: signature(laptop, ISSUER_SIGNATURE_LABEL, body),
  });
  const { answers } = await connections.sendAll([request]);
  const issuer = issuerResponse.parse(bodyOf(answers[0], 200));
  return {
    open: async (classIds) => {
      const opened = classIds.map((classId) => openingOf(classId, issuer.kid));
      for (let at = 0; at < opened.length; at += MAX_FACTS_PER_SYNC) {
        const facts = opened.slice(at, at + MAX_FACTS_PER_SYNC);
        const sent = await connections.sendAll([syncBytes(laptop, facts.map(({ fact }) => fact))]); // prettier-ignore
        learn(laptop, sent.answers[0], facts.length);
      }
      return opened.map(({ sessionId }) => shownNow(issuer, sessionRef(sessionId)));
    },
  };
}

/** What a phone states that looked at the screen just now. */
export function scanOf({ tokens }: ShownSession, scannedAt: number): FactBodies['scan'] {
  return {
    tokens: tokens.map(({ text }, at) => ({ text, gapMs: at * DEFAULT_POLICY.frameMs })),
    scannedAt,
    how: 'camera',
  };
}

function openingOf(
  classText: string,
  kid: number,
): { readonly sessionId: SessionId; readonly fact: unknown } {
  const now = Date.now();
  const classId = parseId<'class'>(classText);
  assert(classId !== null, 'the server names classes by UUID');
  const sessionId: SessionId = uuidv7(now, randomBytes(10));
  const startsAt = now - RUNNING_MS;
  const body = { sessionId, classId, startsAt, kid, clockOffsetMs: 0, policy: DEFAULT_POLICY };
  return { sessionId, fact: makeFact('session.opened', body, now) };
}

function shownNow(issuer: IssuerResponse, ref: SessionRef): ShownSession {
  const stepStart = stepStartAt(Date.now(), DEFAULT_POLICY.rotationMs);
  const day = issuer.days.find((held) => held.day === dayOfStep(stepStart));
  assert(day !== undefined, 'the laptop holds the key of today');
  const dayKey = Buffer.from(day.key, 'base64url');
  const key = createSecretKey(
    new Uint8Array(hkdfSync('sha256', dayKey, sessionSalt(ref), sessionInfo(), KEY_BYTES)),
  );
  const nonce = randomBytes(4).toString('hex');
  return {
    ref,
    tokens: [0, 1].map((frame): ShownToken => {
      const fields = { kid: issuer.kid, ref, stepStart, frame, nonce };
      const message = tokenMessage(fields);
      const tag = createHmac('sha256', key).update(message).digest();
      return { text: encodeToken(fields, tag), key, message, tag };
    }),
  };
}
