/** A report as a file: streamed, so that the first lines are on their way while the last are read. */
import { CSV_START, csvLine } from '@hazri/sync-protocol/api/csv';
import type { Cell } from './record-lines.ts';
import type { Sheet } from './write-workbook.ts';
import { workbookChunks } from './write-workbook.ts';

const CSV = 'text/csv; charset=utf-8';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const EXPORT_TYPES: readonly string[] = ['text/csv', XLSX];

/** @param name without ending; only letters, digits, `-` and `_` of it are kept */
export function sendExport(
  format: 'csv' | 'xlsx',
  name: string,
  lines: Sheet,
  more: readonly Sheet[],
): Response {
  const chunks = format === 'csv' ? csvChunks(lines) : workbookChunks([lines, ...more]);
  const file = `${name.replaceAll(/[^\w-]+/g, '-')}.${format}`;
  return new Response(asStream(chunks), {
    headers: {
      'content-type': format === 'csv' ? CSV : XLSX,
      'content-disposition': `attachment; filename="${file}"`,
      'cache-control': 'no-store',
    },
  });
}

async function* csvChunks({ columns, pages }: Sheet): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(CSV_START + csvLine(columns));
  for await (const rows of pages) yield encoder.encode(rows.map((row) => csvLine(row.map(textOf))).join(''));
}

function textOf(cell: Cell): string {
  return String(cell);
}

/** Reads on only when the last piece was taken: a slow reader holds nothing in memory. */
function asStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}
