/** Text that JSON only puts quotes around: printable ASCII but quote and backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** The same text for the same value, whatever the order of keys: what a fact's hash is taken over (FACT4). */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return isRecord(value) ? `{${membersOf(value)}}` : JSON.stringify(value);
}

function membersOf(value: Readonly<Record<string, unknown>>): string {
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
  }
  return members;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** `JSON.stringify` of a text; calling it for each key and id is most of the work. */
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
