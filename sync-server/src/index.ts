/** The server as other packages start it (end-to-end tests, simulation). */
export type { Clock, Random } from './clock.ts';
export type { Config } from './env.ts';
export { readConfig } from './env.ts';
export type { RunningServer, ServerOptions } from './start-server.ts';
export { startServer, StartFailure } from './start-server.ts';
