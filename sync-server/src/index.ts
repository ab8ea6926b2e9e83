/** The server as other packages start it (end-to-end tests, simulation, benchmarks). */
export type { Clock, Random } from './clock.ts';
export type { Config } from './env.ts';
export { readConfig } from './env.ts';
export { createUsers } from './auth/accounts.ts';
export { Overloaded } from './db/writer.ts';
export { createApp } from './app.ts';
export { changeStaff } from './catalogue/change-staff.ts';
export { createClass, enrol, planSessions } from './catalogue/create-class.ts';
export type { RunningServer, ServerOptions } from './start-server.ts';
export { EXIT_CODES, StartFailure } from './start-failure.ts';
export { startServer } from './start-server.ts';
export type { LiveConnection, LivePeer } from './routes/live-connection.ts';
export { liveTargets, RECHECK_MS, serveLive } from './routes/live-connection.ts';
export { staticFiles } from './http/static-files.ts';
export { parseCsv } from './roster/reading/parse-csv.ts';
export { digestOf } from './keys/device-signature.ts';
export { messageId } from './sync/exchange.ts';
