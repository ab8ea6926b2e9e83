/** `POST /student/scan/process` of the older system: a scan by whoever is signed in, from no registered device. */
import { and, eq } from 'drizzle-orm';
import { parseToken } from '@hazri/domain';
import type { ReferenceScanned } from '@hazri/sync-protocol/api/reference';
import { referenceScan, referenceScanned } from '@hazri/sync-protocol/api/reference';
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import type { User } from '../auth/accounts.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { sessions } from '../db/class-schema.ts';
import { attendance, scans } from '../db/record-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { forReference } from '../http/for-reference.ts';
import { problem } from '../http/problem.ts';
import { readScanned } from '../sync/read-scanned.ts';
import { stateFacts } from '../sync/state-facts.ts';

const SECOND_MS = 1_000;

type Standing = Pick<ReferenceScanned, 'status' | 'attendance'>;
const ALREADY_HERE = {
  success: false,
  error: 'Attendance already marked',
  outcome: 'accepted',
  reason: null,
} as const;
const UNKNOWN: Standing = { status: null, attendance: null };

export function referenceScanEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { catalogue, clock, config, database, scanThrottle } = deps;
  const { orm } = database;

  /** Whoever scans what doesn't count waits after a few: each is a fact that is kept. */
  function tries(c: Context<AppEnv>, caller: SignedIn) {
    const { address } = askedBy(deps, c, caller);
    const account = caller.user.uuid;
    const waitMs = scanThrottle.waitMs(account, address);
    return {
      refusal: waitMs > 0 ? problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS }) : null,
      count: () => void scanThrottle.count(account, address),
    };
  }

  /** What the record says of the student in the session, in the older system's words. */
  async function standingIn(student: User, sessionId: number): Promise<Standing> {
    const [row] = await orm
      .select()
      .from(attendance)
      .where(and(eq(attendance.sessionId, sessionId), eq(attendance.studentId, student.id)));
    const ofClass = row && catalogue.classById(row.classId);
    if (!row || !ofClass) return UNKNOWN;
    const { status, at, minutesLate } = row;
    return {
      status,
      attendance: {
        status,
        scanned_at: at === null ? null : new Date(at).toISOString(),
        minutes_late: minutesLate,
        class: { code: ofClass.course, name: ofClass.title },
      },
    };
  }

  /** Where the student is here already by a scan: a second one would say nothing new. */
  async function alreadyHere(student: User, tokenText: string): Promise<Standing | null> {
    const token = parseToken(tokenText);
    if (!token.ok) return null;
    const [scan] = await orm
      .select({ sessionId: sessions.id })
      .from(scans)
      .innerJoin(sessions, eq(sessions.id, scans.sessionId))
      .where(
        and(
          eq(sessions.ref, token.value.ref),
          eq(scans.studentId, student.id),
          eq(scans.outcome, 'accepted'),
        ),
      )
      .limit(1);
    return scan ? standingIn(student, scan.sessionId) : null;
  }

  return [
    endpoint({
      method: 'post',
      under: '',
      path: '/student/scan/process',
      access: 'student',
      summary:
        'Scan a code: its token, its link, or the signed JSON. Counts at once only where received in time and the class doesn’t ask for two frames',
      refuses: ['code_refused', 'too_many_tries'],
      body: referenceScan,
      answer: referenceScanned,
      handle: async ({ c, caller, body }) => {
        const { refusal, count } = tries(c, caller);
        if (refusal) return refusal;
        const origin = config.origin ?? `http://${c.req.header('host') ?? 'localhost'}`;
        const text = readScanned(deps, body.qr_data, origin);
        if (!text.ok) {
          count();
          return problem('code_refused', {
            detail: text.reason,
            issues: [{ path: 'qr_data', code: text.reason }],
          });
        }
        const { user } = caller;
        const here = await alreadyHere(user, text.value);
        if (here) return { ...ALREADY_HERE, ...here };
        const now = clock.now();
        const tokens = [{ text: text.value, gapMs: 0 }];
        const [result] = await stateFacts(deps, user, 'scan', [{ tokens, scannedAt: now, how: 'link' }]);
        if (result?.outcome !== 'accepted') count();
        const [scan] = result
          ? await orm
              .select()
              .from(scans)
              .where(and(eq(scans.uuid, result.id), eq(scans.studentId, user.id)))
          : [];
        // Too much of this student's waits already: the fact was not kept.
        if (!scan) return problem('too_many_tries');
        const standing = scan.sessionId === null ? UNKNOWN : await standingIn(user, scan.sessionId);
        const { outcome, reason } = scan;
        return { ...saying(outcome, reason, standing), outcome, reason, ...standing };
      },
    }),
  ].map(forReference);
}

/** `success` where nothing more is asked of the student. */
function saying(
  outcome: ReferenceScanned['outcome'],
  reason: string | null,
  { status }: Standing,
): Pick<ReferenceScanned, 'success' | 'message' | 'error'> {
  switch (outcome) {
    case 'accepted':
      return { success: true, message: `Attendance marked: ${status ?? 'expected'}` };
    case 'review':
      return { success: true, message: 'Recorded: your professor has to confirm it' };
    case 'waiting':
      return {
        success: false,
        error:
          reason === 'not_enrolled'
            ? 'You are not enrolled in this class. The scan is kept and counts once you are'
            : 'The session isn’t known yet. The scan is kept and counts once it is',
      };
    case 'rejected':
      return { success: false, error: REJECTED[reason ?? ''] ?? 'This code can’t be used' };
  }
}

const REJECTED: Readonly<Record<string, string>> = {
  token_expired: 'The code has expired. Please scan the one that is shown now',
  outside_session: 'The session is not active',
};
