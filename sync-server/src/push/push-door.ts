/**
 * The only way out to push services. Where it goes was typed by a user's browser, so it could be a machine behind the
 * institution's firewall: only public addresses are connected to, looked at after the name was resolved and used as
 * they are, so that a name can't change its mind in between. Redirects aren't followed and answers aren't read.
 */
import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as resolve } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { BlockList, isIP } from 'node:net';

const TIMEOUT_MS = 10_000;

export interface PushDoor {
  /** @returns the HTTP status. @throws when it can't be reached, or mustn't be */
  readonly post: (endpoint: URL, headers: Readonly<Record<string, string>>, body: Buffer) => Promise<number>;
  /** Whether this may be a push service's address at all, as far as it can be told without asking for its name. */
  readonly mayReach: (endpoint: URL) => boolean;
}

interface Rules {
  readonly isReachable?: (address: string) => boolean;
  /** Tests talk to a push service on this machine. */
  readonly protocol?: 'https:' | 'http:';
}

export function makePushDoor({ isReachable = isPublicAddress, protocol = 'https:' }: Rules = {}): PushDoor {
  function mayReach(endpoint: URL): boolean {
    const host = endpoint.hostname.replace(/^\[|\]$/g, '');
    const isNamed = isIP(host) === 0 && host !== 'localhost' && !host.endsWith('.localhost');
    const isPlain = endpoint.username === '' && endpoint.password === '' && endpoint.hash === '';
    return endpoint.protocol === protocol && isPlain && (isNamed || isReachable(host));
  }

  const lookup = (
    hostname: string,
    options: LookupOptions,
    done: (fault: Error | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    resolve(hostname, { ...options, all: true }, (fault, addresses) => {
      const [first] = fault === null ? addresses : [];
      const isInside = fault === null && !addresses.every(({ address }) => isReachable(address));
      if (first === undefined || isInside) done(fault ?? new Error(`${hostname} is no public address`), '');
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };

  return {
    mayReach,
    post: (endpoint, headers, body) => {
      if (!mayReach(endpoint)) return Promise.reject(new Error('no address of a push service'));
      const request = endpoint.protocol === 'https:' ? requestSecure : requestPlain;
      return new Promise((resolve, reject) => {
        const asked = request(
          endpoint,
          { method: 'POST', headers, lookup, signal: AbortSignal.timeout(TIMEOUT_MS) },
          (answer) => {
            answer.destroy();
            resolve(answer.statusCode ?? 0);
          },
        );
        asked.on('error', reject);
        asked.end(body);
      });
    },
  };
}

/** IANA special-purpose registries: everything that isn't somewhere on the internet. */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4');

const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of [
  // Teredo and 6to4 carry IPv4 addresses inside.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !NOT_PUBLIC.check(address, 'ipv4');
  return version === 6 && GLOBAL_UNICAST.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6');
}
