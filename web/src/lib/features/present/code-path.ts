/** A code as one SVG path: QR alphanumeric mode, error correction M, quiet zone of four modules. */
import { create } from 'qrcode';

export const QUIET_MODULES = 4;

export interface CodePath {
  /** Modules a side, without the quiet zone. */
  readonly modules: number;
  /** Path data in module units, the quiet zone included. */
  readonly path: string;
}

/** @param link upper-case code link: characters of QR's alphanumeric mode only */
export function codePath(link: string): CodePath {
  const { modules } = create([{ data: link, mode: 'alphanumeric' }], { errorCorrectionLevel: 'M' });
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    path += rowPath(row, modules.size, (column) => modules.get(row, column) === 1);
  }
  return { modules: modules.size, path };
}

/** Dark runs of one row as rectangles: far fewer commands than a square a module, and no hairlines between. */
function rowPath(row: number, size: number, isDark: (column: number) => boolean): string {
  let path = '';
  let from = 0;
  while (from < size) {
    if (!isDark(from)) {
      from += 1;
      continue;
    }
    let to = from;
    while (to < size && isDark(to)) to += 1;
    path += `M${from + QUIET_MODULES} ${row + QUIET_MODULES}h${to - from}v1h${from - to}z`;
    from = to;
  }
  return path;
}
