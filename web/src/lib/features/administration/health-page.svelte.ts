/** How the server is, asked again every few seconds while somebody looks. */
import { serverHealth, type ServerHealth } from '@hazri/sync-protocol/api/health';
import { call, type Trouble } from '../../api/call.ts';
import { speech } from '../../words/dictionary.ts';

const AGAIN_MS = 10_000;
const WEEK_MS = 7 * 86_400_000;
const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_000;

export class Health {
  now = $state.raw<ServerHealth | null>(null);
  trouble = $state.raw<Trouble | null>(null);

  /** Asks now and again and again; call it in an effect. */
  follow(): () => void {
    void this.load();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.load();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    const asked = await call({ method: 'GET', path: '/api/admin/health', answer: serverHealth });
    if (asked.ok) this.now = asked.value;
    this.trouble = asked.ok ? null : asked.trouble;
  }
}

export function isOld({ serverTime, lastBackup }: ServerHealth): boolean {
  return lastBackup !== null && serverTime - lastBackup.at > WEEK_MS;
}

/** `12.3 MB` in the language in use. */
export function sizeText(bytes: number): string {
  let value = bytes / STEP;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(speech().locale, {
    style: 'unit',
    unit: UNITS[unit] ?? 'terabyte',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
