/** Makes the data of a college: `term-build.ts <data folder> <sessions of each class>`. */
import { startServer } from '@hazri/sync-server';
import { makeCollege } from './term-college.ts';
import { termConfig } from './term-config.ts';

const [dataDir = '', sessions = ''] = process.argv.slice(2);
const server = await startServer({ config: termConfig(dataDir), usesThreads: true, print: () => undefined });
await makeCollege(server, Number(sessions));
await server.close();
