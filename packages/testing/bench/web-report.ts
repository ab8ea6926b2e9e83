/** The web benchmark's figures beside their goals, as a table or JSON. */
import { median, rounded, table } from './figures.ts';
import type { SavedScan } from './web-saved.ts';
import type { LoadedFile, LoadedScripts } from './web-scripts.ts';

/** kB are thousands of bytes. */
const GOALS = { scanScreenGzKB: 100, readToSavedMs: 50, modules: 33 } as const;

export interface ShownCode {
  readonly host: string;
  readonly modules: number;
}

export interface Measurements {
  readonly scripts: LoadedScripts;
  readonly coldStartsMs: readonly number[];
  readonly scans: readonly SavedScan[];
  readonly code: ShownCode;
}

interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

export interface WebReport {
  readonly goals: typeof GOALS;
  readonly scanScreenGzKB: number;
  readonly scanScreenTransferredKB: number;
  readonly decoderGzKB: number;
  readonly decoderTransferredKB: number;
  readonly files: LoadedScripts;
  readonly coldOfflineStartMs: Spread;
  /** From the reading that was enough until the screen says "saved". */
  readonly readToSavedMs: Spread;
  /** Of that: until the scan is durable. */
  readonly readToDurableMs: Spread;
  readonly code: ShownCode;
}

export function reportOf({ scripts, coldStartsMs, scans, code }: Measurements): WebReport {
  return {
    goals: GOALS,
    scanScreenGzKB: kilobytes(scripts.page, (file) => file.gzBytes),
    scanScreenTransferredKB: kilobytes(scripts.page, (file) => file.transferredBytes),
    decoderGzKB: kilobytes(scripts.decoder, (file) => file.gzBytes),
    decoderTransferredKB: kilobytes(scripts.decoder, (file) => file.transferredBytes),
    files: scripts,
    coldOfflineStartMs: spread(coldStartsMs),
    readToSavedMs: spread(scans.map(({ readToShownMs }) => readToShownMs)),
    readToDurableMs: spread(scans.map(({ readToDurableMs }) => readToDurableMs)),
    code,
  };
}

export function webTable(report: WebReport): string {
  return table(webRows(report));
}

export function webRows(report: WebReport): readonly (readonly string[])[] {
  const { coldOfflineStartMs, readToSavedMs, readToDurableMs, files, code } = report;
  return [
    ['', 'measured', 'goal', 'beside it'],
    [
      `scan screen, JavaScript (${files.page.length} files)`,
      `${report.scanScreenGzKB} kB gz`,
      `≤ ${GOALS.scanScreenGzKB} kB gz`,
      `${report.scanScreenTransferredKB} kB sent`,
    ],
    [
      `decoder beside it, worker and wasm (${files.decoder.length} files)`,
      `${report.decoderGzKB} kB gz`,
      '',
      `${report.decoderTransferredKB} kB sent`,
    ],
    [
      'cold start offline, to the camera',
      `${coldOfflineStartMs.median} ms`,
      '',
      spreadText(coldOfflineStartMs),
    ],
    [
      'deciding reading to “saved”',
      `${readToSavedMs.median} ms`,
      `≤ ${GOALS.readToSavedMs} ms`,
      spreadText(readToSavedMs),
    ],
    ['  of it until durable', `${readToDurableMs.median} ms`, '', spreadText(readToDurableMs)],
    ['code', `${code.modules} modules`, `${GOALS.modules} modules`, `for ${code.host}`],
  ];
}

function kilobytes(files: readonly LoadedFile[], sizeOf: (file: LoadedFile) => number): number {
  return rounded(files.reduce((sum, file) => sum + sizeOf(file), 0) / 1_000);
}

function spread(values: readonly number[]): Spread {
  return {
    median: rounded(median(values)),
    least: rounded(Math.min(...values)),
    most: rounded(Math.max(...values)),
    runs: values.length,
  };
}

function spreadText({ least, most, runs }: Spread): string {
  return `${least} … ${most} in ${runs} runs`;
}
