/** A name for each request, in its answer and in the log: so that one line is found for what somebody saw. */
import type { RequestEnv } from './client-address.ts';
import type { Random } from '../clock.ts';

export const REQUEST_ID_HEADER = 'x-request-id';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;
const PREFIX_BYTES = 6;
const BASE_36 = 36;

/** @returns ids of a random beginning and a count; a trusted proxy's own id is taken when it looks like one */
export function makeRequestIds(
  random: Random,
  trusted: readonly string[],
): (env: RequestEnv | undefined, headers: Headers) => string {
  const prefix = Buffer.from(random(PREFIX_BYTES)).toString('hex');
  let count = 0;
  return (env, headers) => {
    const given = headers.get(REQUEST_ID_HEADER);
    const isTrusted = given !== null && trusted.includes(env?.incoming?.socket.remoteAddress ?? '');
    if (isTrusted && WELL_FORMED.test(given)) return given;
    count += 1;
    return `${prefix}-${count.toString(BASE_36)}`;
  };
}
