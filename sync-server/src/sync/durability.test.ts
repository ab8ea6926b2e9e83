import { spawn } from 'node:child_process';
import { createClient } from '@libsql/client';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL, syncResponse } from '@hazri/sync-protocol';
import { DATABASE_FILE } from '../keys/master-key.ts';
import { startServer } from '../start-server.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { registerDevice, signature, startWorld, testConfig } from '../testing/server-world.ts';

const CRASH_SERVER = fileURLToPath(new URL('../testing/crash-server.ts', import.meta.url));
const CLIENTS = 12;
const KILL_AFTER_ACKNOWLEDGED = 150;

/** Starts the child and resolves with its port. */
async function startChild(dataDir: string) {
  const child = spawn(process.execPath, [CRASH_SERVER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      const found = /port (\d+)\n/.exec(text);
      if (found) resolve(Number(found[1]));
    });
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
  return { child, port };
}

test(
  '[SYNC1] what was acknowledged before a SIGKILL in mid-push is there afterwards',
  { timeout: 60_000 },
  async () => {
    const world = await startWorld(CLIENTS + 1);
    try {
      // The child runs on the system's clock: so must the logins.
      world.clock.set(Date.now());
      const phones: TestDevice[] = [];
      for (const student of world.people.students.slice(0, CLIENTS))
        phones.push(await registerDevice(world, student));
      await world.server.close();
      const { child, port } = await startChild(world.dataDir);
      const gone = new Promise<string | null>((resolve) =>
        child.once('exit', (_code, signal) => resolve(signal)),
      );
      const acknowledged = new Set<string>();
      let serial = 0;
      let killed = false;
      async function pushUntilKilled(phone: TestDevice): Promise<void> {
        while (!killed) {
          const facts = Array.from({ length: 5 }, () => {
            serial += 1;
            const id = `01a20000-0000-7000-8000-${serial.toString(16).padStart(12, '0')}`;
            return {
              id,
              kind: 'from.the.future',
              v: 1,
              madeAt: Date.now(),
              hlc: [Date.now(), 0],
              body: { serial },
            };
          });
          const body = JSON.stringify({
            proto: 1,
            device: phone.uuid,
            epoch: null,
            sentAt: Date.now(),
            facts,
            cursors: {},
          });
          const headers = {
            'content-type': 'application/json',
            cookie: phone.cookie,
            [SIGNATURE_HEADER]: signature(phone, SYNC_SIGNATURE_LABEL, body),
          };
          const response = await fetch(`http://127.0.0.1:${port}/api/sync`, {
            method: 'POST',
            headers,
            body,
          }).catch(() => null);
          const text = await response?.text().catch(() => null);
          if (!response?.ok || !text) continue;
          for (const result of syncResponse.parse(JSON.parse(text)).results) {
            if (result.outcome === 'set_aside') acknowledged.add(result.id);
          }
          if (acknowledged.size >= KILL_AFTER_ACKNOWLEDGED) {
            killed = true;
            child.kill('SIGKILL');
          }
        }
      }
      await Promise.all(phones.map(pushUntilKilled));
      expect(await gone).toBe('SIGKILL');
      expect(acknowledged.size).toBeGreaterThanOrEqual(KILL_AFTER_ACKNOWLEDGED);
      const client = createClient({ url: `file:${join(world.dataDir, DATABASE_FILE)}` });
      const stored = new Set((await client.execute('SELECT id FROM facts')).rows.map((row) => row[0]));
      const check = await client.execute('PRAGMA integrity_check');
      client.close();
      expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
      expect(check.rows[0]?.[0]).toBe('ok');
      // And the server starts on what is left.
      const again = await startServer({ config: testConfig(world.dataDir) });
      expect((await fetch(`${again.url}/api/health`)).status).toBe(200);
      await again.close();
    } finally {
      await world.close();
    }
  },
);
