/** Which dates does a report tell of? Chosen on the screen, kept in its address; local dates of the class. Pure. */

/** `2026-11-23`, both included; '' is no bound. */
export interface ReportRange {
  readonly from: string;
  readonly until: string;
}

export const WHOLE_TERM: ReportRange = { from: '', until: '' };
export const PRESETS = ['term', 'month', 'lastMonth', 'days30'] as const;
export type Preset = (typeof PRESETS)[number];

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
const DAYS_BACK = 29;

/** Of an address; what is no date there is no bound. */
export function rangeIn(query: Pick<URLSearchParams, 'get'>): ReportRange {
  return { from: dateIn(query, 'from'), until: dateIn(query, 'until') };
}

/** For an address or the server: `?from=…&until=…`, '' for the whole term. */
export function rangeQuery({ from, until }: ReportRange): string {
  const query = new URLSearchParams({
    ...(from === '' ? {} : { from }),
    ...(until === '' ? {} : { until }),
  }).toString();
  return query === '' ? '' : `?${query}`;
}

/** @param today the class's local date */
export function presetRange(preset: Preset, today: string): ReportRange {
  switch (preset) {
    case 'term':
      return WHOLE_TERM;
    case 'month':
      return monthOf(today);
    case 'lastMonth':
      return monthOf(shifted(`${today.slice(0, 8)}01`, -1));
    case 'days30':
      return { from: shifted(today, -DAYS_BACK), until: today };
  }
}

/** null: dates that somebody chose. */
export function presetOf(range: ReportRange, today: string): Preset | null {
  return PRESETS.find((preset) => isSameRange(presetRange(preset, today), range)) ?? null;
}

export function isSameRange(a: ReportRange, b: ReportRange): boolean {
  return a.from === b.from && a.until === b.until;
}

/** Whether it ends before it begins. */
export function isBackwards({ from, until }: ReportRange): boolean {
  return from !== '' && until !== '' && until < from;
}

function dateIn(query: Pick<URLSearchParams, 'get'>, name: string): string {
  const text = query.get(name) ?? '';
  return DATE.test(text) && isDate(text) ? text : '';
}

/** 30 February isn't. */
function isDate(text: string): boolean {
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && isoOf(atMs) === text;
}

function monthOf(date: string): ReportRange {
  const [year = 0, month = 0] = date.split('-').map(Number);
  return { from: `${date.slice(0, 8)}01`, until: isoOf(Date.UTC(year, month, 0)) };
}

function shifted(date: string, days: number): string {
  return isoOf(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);
}

function isoOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
