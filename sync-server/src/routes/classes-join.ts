/** `POST /api/classes/join`: a student joins by the code that staff gave out. */
import { joined, joinRequest } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { FAILURES, makeThrottle } from '../auth/throttle.ts';
import { joinClass } from '../catalogue/join-class.ts';
import { readJoinCode } from '../catalogue/join-code.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { asClassId } from '../sync/session-state.ts';

const SECOND_MS = 1_000;

export function classJoinEndpoints(deps: AppDeps): readonly Endpoint[] {
  // Its own counts: a lecture hall that mistypes a code must not slow down anybody's login.
  const throttle = makeThrottle(deps.clock, FAILURES);
  return [
    endpoint({
      method: 'post',
      path: '/classes/join',
      access: 'student',
      summary: 'Join the class that has this code',
      refuses: ['too_many_tries', 'join_code_unknown', 'join_closed', 'join_ended', 'class_full'],
      body: joinRequest,
      answer: joined,
      handle: async (call) => {
        const { body, caller } = call;
        const account = caller.user.uuid;
        const by = acting(deps, call);
        const address = by.address;
        const waitMs = throttle.waitMs(account, address);
        if (waitMs > 0) return problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS });
        const done = await joinClass(deps, caller.user, readJoinCode(body.code), {
          ...by,
          action: 'class.joined',
          detail: { user: account },
        });
        if (!done.ok) {
          if (done.reason === 'join_code_unknown') throttle.count(account, address);
          return problem(done.reason);
        }
        throttle.succeeded(account);
        const { ofClass, fresh } = done.value;
        const { course, section, title } = ofClass;
        return { classId: asClassId(ofClass.uuid), course, title, section, fresh };
      },
    }),
  ];
}
