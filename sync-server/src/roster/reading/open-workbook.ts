/** The parts of an XLSX file that hold its first visible sheet, unpacked within a limit. */
import { fail, ok } from '@hazri/domain';
import type { Result } from '@hazri/domain';
import { unzipSync } from 'fflate';
import { readXml } from './read-xml.ts';

/** Of one part; ten thousand people with sixty columns take a third of it. */
const MAX_PART_BYTES = 48 * 1024 * 1024;
const MAX_PARTS = 2_000;
const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const STRINGS = 'xl/sharedStrings.xml';

interface WorkbookParts {
  readonly sheet: Uint8Array;
  /** Texts that cells refer to by number; absent when all stand in the cells. */
  readonly strings: Uint8Array | null;
}

/** @throws when the ZIP or its XML is broken */
export function openWorkbook(
  bytes: Uint8Array,
): Result<WorkbookParts, 'unpacks_too_large' | 'broken_workbook'> {
  const parts = makeUnpacker(bytes);
  const workbook = parts([WORKBOOK, RELATIONS]);
  if (!workbook.ok) return workbook;
  const path = firstSheet(workbook.value[WORKBOOK], workbook.value[RELATIONS]);
  if (path === null) return fail('broken_workbook');
  const unpacked = parts([path, STRINGS]);
  if (!unpacked.ok) return unpacked;
  const sheet = unpacked.value[path];
  return sheet ? ok({ sheet, strings: unpacked.value[STRINGS] ?? null }) : fail('broken_workbook');
}

type Parts = Readonly<Partial<Record<string, Uint8Array>>>;

/**
 * Unpacks named parts. The size that the ZIP states for a part is all that it gets: the unpacker writes into a buffer
 * of that size and never beyond it, so a bomb that lies about its size is cut, and one that doesn't is refused.
 */
function makeUnpacker(bytes: Uint8Array): (names: readonly string[]) => Result<Parts, 'unpacks_too_large'> {
  return (names) => {
    const refused: string[] = [];
    let count = 0;
    const unpacked = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        count += 1;
        if (!names.includes(name)) return false;
        if (originalSize > MAX_PART_BYTES) refused.push(name);
        return refused.length === 0;
      },
    });
    return refused.length > 0 || count > MAX_PARTS ? fail('unpacks_too_large') : ok(unpacked);
  };
}

function firstSheet(workbook: Uint8Array | undefined, relations: Uint8Array | undefined): string | null {
  if (!workbook || !relations) return null;
  const sheets: { readonly relation: string; readonly hidden: boolean }[] = [];
  readXml(workbook, {
    open: (name, attributes) => {
      if (name !== 'sheet') return;
      const state = attributes['state'] ?? 'visible';
      sheets.push({ relation: attributes['id'] ?? '', hidden: state !== 'visible' });
    },
  });
  const targets = new Map<string, string>();
  readXml(relations, {
    open: (name, attributes) => {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const chosen = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  const target = chosen && targets.get(chosen.relation);
  if (!target) return null;
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}
