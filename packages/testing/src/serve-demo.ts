/** The demo product as a process of its own, to be killed: `node serve-demo.ts <data dir> <port>`. Prints its port. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, startServer } from '@hazri/sync-server';

const [dataDir = '', port = '0'] = process.argv.slice(2);
const packageDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'sync-server');
const config = readConfig({ PORT: port }, { packageDir });
if (!config.ok) throw new Error(config.reason);
const server = await startServer({ config: { ...config.value, dataDir }, usesThreads: true });
process.stdout.write(`listening on ${server.port}\n`);
