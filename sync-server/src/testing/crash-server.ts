/** A server in a process of its own, for tests that kill it: `node crash-server.ts <data folder>`, says its port. */
import { startServer } from '../start-server.ts';
import { testConfig } from './server-world.ts';

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('a data folder is needed');
const server = await startServer({ config: testConfig(dataDir), usesThreads: true });
process.stdout.write(`port ${server.port}\n`);
