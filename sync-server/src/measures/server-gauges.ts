/** What is asked of the server's parts and of the process at the moment when somebody looks. */
import type { AppDeps } from '../app-deps.ts';

const MICROSECONDS = 1_000_000;
const MS = 1_000;

type Deps = Pick<AppDeps, 'config' | 'mailer' | 'measures' | 'pokes' | 'startedAt' | 'troubles' | 'writer'>;

export function addServerGauges(deps: Deps): void {
  const { config, mailer, measures, pokes, startedAt, troubles, writer } = deps;
  const { gauge } = measures.registry;
  gauge('hazri_writer_queue', 'Writes that wait or are under way.', writer.queued);
  gauge('hazri_websockets', 'Devices that listen for news.', pokes.size);
  gauge('hazri_mail_queue', 'Mails that wait for the mail server.', mailer.waiting);
  gauge('hazri_database_trouble', '1 while nothing can be written.', () =>
    troubles.current() === null ? 0 : 1,
  );
  gauge('hazri_build_info', 'The version that runs.', () => 1, { version: config.version });
  gauge('process_start_time_seconds', 'When the process began, Unix seconds.', () => startedAt / MS);
  gauge('process_resident_memory_bytes', 'Memory that the process holds.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Memory of JavaScript in use.', () => process.memoryUsage().heapUsed);
  gauge(
    'process_cpu_seconds_total',
    'CPU time that the process has used.',
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / MICROSECONDS;
    },
    {},
    'counter',
  );
}
