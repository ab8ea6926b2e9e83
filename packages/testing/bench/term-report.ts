/** The figures of a college early and late in its term, side by side: what stays the same, and what grows with it. */
import { rounded, table } from './figures.ts';
import type { Machine } from './storm-report.ts';
import { machineHere } from './storm-report.ts';
import { CLASSES, STUDENTS } from './term-college.ts';
import type { PhoneFigures } from './term-phone.ts';
import type { FirstSync } from './term-syncs.ts';
import type { Stage } from './term-stage.ts';

const MB = 1_000_000;
const KB = 1_000;
const MS = 1_000;

export interface TermReport {
  readonly machine: Machine;
  readonly students: number;
  readonly classes: number;
  readonly early: Stage;
  readonly late: Stage;
}

export function termReport(early: Stage, late: Stage): TermReport {
  return { machine: machineHere(), students: STUDENTS, classes: CLASSES, early, late };
}

/** Under which name is which figure of a stage, in which unit? */
type Line = readonly [name: string, unit: string, pick: (stage: Stage) => number];

export function termRows({ early, late }: TermReport): readonly (readonly string[])[] {
  return [
    ['', `${early.sessions} sessions each`, `${late.sessions} sessions each`, 'times'],
    ...linesOf(late).map(([name, unit, pick]) => {
      const [before, after] = [pick(early), pick(late)];
      const show = (value: number) => `${rounded(value)}${unit === '' ? '' : ` ${unit}`}`;
      return [name, show(before), show(after), before === 0 ? '–' : `×${rounded(after / before)}`];
    }),
  ];
}

function linesOf(late: Stage): readonly Line[] {
  return [
    ...Object.keys(late.counts).map((name): Line => [
      `rows: ${name}`,
      '',
      ({ counts }) => counts[name] ?? Number.NaN,
    ]),
    ['database', 'MB', ({ databaseBytes }) => databaseBytes / MB],
    ['log beside it, in the end', 'MB', ({ logBytes }) => logBytes / MB],
    ['start, until it listens', 'ms', ({ startMs }) => startMs],
    ['server’s memory after the start', 'MB', ({ residentBytes }) => residentBytes / MB],
    ['server’s memory at most', 'MB', ({ peakResidentBytes }) => peakResidentBytes / MB],
    ...firstSyncLines('professor’s first sync', ({ syncs }) => syncs.professor),
    ...firstSyncLines('student’s first sync', ({ syncs }) => syncs.student),
    ['professor’s pull, nothing new', 'ms', ({ syncs }) => syncs.nothingNewMs.professor],
    ['student’s pull, nothing new', 'ms', ({ syncs }) => syncs.nothingNewMs.student],
    ['one scan', 'ms', ({ syncs }) => syncs.scan.ms],
    ['one scan: CPU', 'µs', ({ syncs }) => syncs.scan.cpuMicros],
    ['one scan: queries', '', ({ syncs }) => syncs.scan.queries],
    ...late.requests.flatMap(({ name }, at): Line[] => [
      [name, 'ms', ({ requests }) => requests[at]?.ms ?? Number.NaN],
      [`${name}: answer`, 'kB', ({ requests }) => (requests[at]?.bytes ?? Number.NaN) / KB],
    ]),
    ['weekly letters of all classes', 'ms', ({ chores }) => chores.alerts.ms],
    ['weekly letters: longest pause of others', 'ms', ({ chores }) => chores.alerts.pauseMs],
    ['forgetting addresses', 'ms', ({ chores }) => chores.forget.ms],
    ['forgetting addresses: longest pause', 'ms', ({ chores }) => chores.forget.pauseMs],
    ['deleting old news', 'ms', ({ chores }) => chores.sweep.ms],
    ['deleting old news: longest pause', 'ms', ({ chores }) => chores.sweep.pauseMs],
    ...late.commands.flatMap(({ name }, at): Line[] => [
      [name, 'ms', ({ commands }) => commands[at]?.ms ?? Number.NaN],
      [`${name}: memory`, 'MB', ({ commands }) => (commands[at]?.peakResidentBytes ?? Number.NaN) / MB],
    ]),
    ...phoneLines(late.phone),
  ];
}

function phoneLines(late: PhoneFigures | null): readonly Line[] {
  if (late === null) return [];
  return [
    ['professor’s phone: first sync', 's', ({ phone }) => (phone?.firstSyncMs ?? Number.NaN) / MS],
    ['professor’s phone: on its disk', 'MB', ({ phone }) => (phone?.storedBytes ?? Number.NaN) / MB],
    ...late.screens.flatMap(({ name }, at): Line[] => [
      [`professor’s phone: ${name}`, 'ms', ({ phone }) => phone?.screens[at]?.ms ?? Number.NaN],
      [`${name}: elements`, '', ({ phone }) => phone?.screens[at]?.elements ?? Number.NaN],
    ]),
  ];
}

function firstSyncLines(name: string, pick: (stage: Stage) => FirstSync): readonly Line[] {
  return [
    [name, 'ms', (stage) => pick(stage).ms],
    [`${name}: slowest answer`, 'ms', (stage) => pick(stage).slowestMs],
    [`${name}: server CPU`, 'ms', (stage) => pick(stage).cpuMs],
    [`${name}: requests`, '', (stage) => pick(stage).requests],
    [`${name}: rows`, '', (stage) => pick(stage).rows],
    [`${name}: answers`, 'MB', (stage) => pick(stage).plainBytes / MB],
    [`${name}: answers as sent`, 'MB', (stage) => pick(stage).sentBytes / MB],
  ];
}

export function termTable(report: TermReport): string {
  return table(termRows(report));
}

/** Statements that are worth a look, with their plans, the slowest first. */
export function plansOf({ late: { statements } }: TermReport): string {
  return statements
    .toSorted((a, b) => b.longestMs - a.longestMs)
    .map(({ sql, times, longestMs, steps }) =>
      [
        `${rounded(longestMs)} ms at most, ${times} times`,
        `  ${sql}`,
        ...steps.map((step) => `    ${step}`),
      ].join('\n'),
    )
    .join('\n');
}
