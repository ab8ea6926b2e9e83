/**
 * How can a message be bent? Each mutation is the message's text with one place changed, so that what no JavaScript
 * value can say (NaN, a key twice, half a surrogate pair, more digits than a double has) is said too.
 */

export interface Mutation {
  /** Where and how: `facts.0.body.kid: 2^53`. */
  readonly name: string;
  readonly text: string;
}

type Path = readonly (string | number)[];

const HUGE_TEXT = 20_000;
/** JSON text, or nearly, that takes the place of a value. */
const REPLACEMENTS: readonly (readonly [string, string])[] = [
  ['null', 'null'],
  ['true', 'true'],
  ['zero', '0'],
  ['minus zero', '-0'],
  ['minus one', '-1'],
  ['a fraction', '0.5'],
  ['2^31', '2147483648'],
  ['2^32', '4294967296'],
  ['2^53 - 1', '9007199254740991'],
  ['2^53', '9007199254740992'],
  ['2^53 + 1', '9007199254740993'],
  ['-2^53', '-9007199254740992'],
  ['2^64', '18446744073709551616'],
  ['1e308', '1e308'],
  ['1e999', '1e999'],
  ['a digit too many', '0.1000000000000000055511151231257827021181583404541015625'],
  ['the first moment', '946684800000'],
  ['before the first moment', '946684799999'],
  ['the last moment', '7258118400000'],
  ['after the last moment', '7258118400001'],
  ['the end of time', '8640000000000000'],
  ['after the end of time', '8640000000000001'],
  ['NaN', 'NaN'],
  ['Infinity', '-Infinity'],
  ['undefined', 'undefined'],
  ['a comment', '/**/1'],
  ['leading zero', '01'],
  ['no text', '""'],
  ['a text', '"x"'],
  ['a number as text', '"1795343970123"'],
  ['NaN as text', '"NaN"'],
  ['half a pair', '"\\ud83d"'],
  ['the other half', '"\\udc00x"'],
  ['a pair the wrong way round', '"\\udc00\\ud83d"'],
  ['a whole pair', '"\\ud83d\\ude00"'],
  ['NUL', '"a\\u0000b"'],
  ['right to left', '"\\u202e\\u2066"'],
  ['a line break in a text', '"\n"'],
  ['an escape that is none', '"\\x41"'],
  ['quotes and SQL', String.raw`"'); DROP TABLE facts; --"`],
  ['a path', '"../../../../etc/passwd"'],
  ['an upper-case id', '"01A2008C-FED0-7501-B48F-F3E04B55E9DD"'],
  ['an id of nobody', '"01a2008c-fed0-7501-b48f-f3e04b55e9dd"'],
  ['the id of zeros', '"00000000-0000-0000-0000-000000000000"'],
  ['a huge text', `"${'x'.repeat(HUGE_TEXT)}"`],
  ['huge emoji', `"${'\u{1f600}'.repeat(HUGE_TEXT / 8)}"`],
  ['an empty array', '[]'],
  ['an array of it all', '[null,true,0,"",{},[]]'],
  ['a long array', `[${'0,'.repeat(9_999)}0]`],
  ['an empty object', '{}'],
  ['an object with names of every object', '{"constructor":1,"toString":{},"hasOwnProperty":0}'],
  ['__proto__', '{"__proto__":{"isAdmin":true}}'],
  ['deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
];

/** Everything that can be done to one place of the message, at every place. */
export function mutations(message: unknown): readonly Mutation[] {
  return paths(message).flatMap((path) => {
    const name = path.join('.');
    const replaced = REPLACEMENTS.map(([how, text]) => ({
      name: `${name}: ${how}`,
      text: render(message, path, { instead: text }),
    }));
    return [
      ...replaced,
      { name: `${name}: missing`, text: render(message, path, { left: true }) },
      { name: `${name}: twice`, text: render(message, path, { twice: true }) },
      { name: `${name}: a stranger beside it`, text: render(message, path, { beside: true }) },
    ];
  });
}

interface Change {
  readonly instead?: string;
  readonly left?: boolean;
  readonly twice?: boolean;
  readonly beside?: boolean;
}

/** Every place in the message but its root, parents before children. */
function paths(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = [...at, key];
    return [path, ...paths(child, path)];
  });
}

function render(value: unknown, [key, ...rest]: Path, change: Change): string {
  if (typeof value !== 'object' || value === null || key === undefined) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([name, child]) => {
    const label = Array.isArray(value) ? '' : `${JSON.stringify(name)}:`;
    if (name !== String(key)) return [label + JSON.stringify(child)];
    if (rest.length > 0) return [label + render(child, rest, change)];
    const text = label + (change.instead ?? JSON.stringify(child));
    if (change.left) return [];
    if (change.twice) return [text, text];
    return change.beside ? [text, Array.isArray(value) ? '{}' : '"stranger":1'] : [text];
  });
  return Array.isArray(value) ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}
