/** Walks through the XML of a workbook: names without their namespace prefixes, nothing fetched, no entity defined. */
import sax from 'sax';

interface XmlVisitor {
  readonly open?: (name: string, attributes: Readonly<Partial<Record<string, string>>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
  /** Asked after each closing tag; `true` ends the walk. */
  readonly enough?: () => boolean;
}

/** Text is handed to the parser in pieces, so that none of its buffers holds a whole sheet. */
const PIECE_BYTES = 64 * 1024;

/** @throws when it isn't well-formed */
export function readXml(bytes: Uint8Array, { open, text, close, enough }: XmlVisitor): void {
  const parser = sax.parser(true, { position: false });
  const ended = { early: false };
  parser.onopentag = ({ name, attributes }) => {
    if (!ended.early) open?.(local(name), Object.fromEntries(Object.entries(attributes).map(toLocal)));
  };
  parser.ontext = parser.oncdata = (piece) => {
    if (!ended.early) text?.(piece);
  };
  parser.onclosetag = (name) => {
    if (ended.early) return;
    close?.(local(name));
    ended.early = enough?.() ?? false;
  };
  parser.onerror = (fault) => {
    throw new Error('the XML can’t be read', { cause: fault });
  };
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: false });
  for (let at = 0; at < bytes.length && !ended.early; at += PIECE_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true }));
  }
  if (!ended.early) parser.write(decoder.decode()).close();
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function toLocal([name, value]: [string, unknown]): [string, string] {
  return [local(name), String(value)];
}
