/** A session is completed, reopened or cancelled. */
import * as z from 'zod/mini';
import { deviceTimeMs, MAX_REASON, offsetMs, sessionId, text } from '../primitives.ts';

/** Body of `session.completed` and `session.reopened`. */
export const sessionMoved = z.strictObject({ sessionId, at: deviceTimeMs, clockOffsetMs: offsetMs });

/** Body of `session.cancelled`. */
export const sessionCancelled = z.strictObject({ sessionId, at: deviceTimeMs, reason: text(MAX_REASON) });
