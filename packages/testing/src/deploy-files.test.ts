/** What `deploy/` hands to a college agrees with the manual and with itself. Nothing here starts a container. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const compose = read('deploy/compose.yaml');

/** Set by the image, or of no use behind Caddy. */
const NOT_PASSED_ON = ['DATA_DIR', 'HOST', 'PORT', 'TLS_CERT', 'TLS_KEY', 'WEB_DIR'];

function settingsOf(manual: string): readonly string[] {
  const table = manual.slice(manual.indexOf('## Configuration'), manual.indexOf('## Behind a proxy'));
  return [...table.matchAll(/^\| `([A-Z_]+)`/gm)].flatMap(([, name]) => name ?? []);
}

test('every setting of the manual reaches the container', () => {
  const settings = settingsOf(read('docs/operations.md'));
  expect(settings.length).toBeGreaterThan(15);
  const passed = [...compose.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);
  const missing = settings.filter((name) => !NOT_PASSED_ON.includes(name) && !passed.includes(name));
  expect(missing).toEqual([]);
});

test('no container can be given the address that another one has, and the proxy’s is the one believed', () => {
  const services = [...compose.matchAll(/^ {2}(\w+):\n(?: {4}.*\n|\n| {4,}#.*\n)+/gm)]
    .map(([block, name]) => ({ name, address: /ipv4_address: (\S+)/.exec(block)?.[1] ?? null }))
    .filter(({ name }) => name === 'hazri' || name === 'caddy');
  expect(services).toHaveLength(2);
  const addresses = services.map(({ address }) => address);
  expect(addresses).not.toContain(null);
  expect(new Set(addresses).size).toBe(2);
  const proxy = services.find(({ name }) => name === 'caddy');
  expect(compose).toContain(`TRUSTED_PROXIES: ${proxy?.address ?? ''}\n`);
});

test('the service and the command beside it run as one user on one folder', () => {
  const unit = read('deploy/hazri.service');
  const command = read('deploy/hazri');
  const user = /^User=(\w+)$/m.exec(unit)?.[1];
  expect(user).toBeDefined();
  expect(command).toContain(`--uid=${user ?? ''} `);
  const folder = /DATA_DIR=(\S+)/.exec(unit)?.[1];
  expect(/DATA_DIR=(\S+)/.exec(command)?.[1]).toBe(folder);
  const settings = /^EnvironmentFile=(\S+)$/m.exec(unit)?.[1];
  expect(/EnvironmentFile=(\S+)/.exec(command)?.[1]).toBe(settings);
});
