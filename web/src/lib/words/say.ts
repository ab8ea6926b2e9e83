/** Which sentence to show: `say('key', { hole: value })` in the language in use. */
import { speech, type English, type WordKey } from './dictionary.ts';

type HolesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesIn<Rest>
  : never;
type Holes<Key extends WordKey> = HolesIn<English[Key]>;
type Values<Key extends WordKey> = { readonly [Name in Holes<Key>]: string | number };

/** Keys without holes take no values; keys with holes can't be said without them. */
type ValuesOf<Key extends WordKey> = [Holes<Key>] extends [never] ? [] : [values: Values<Key>];

type StemOf<Key> = Key extends `${infer Stem}.other` ? Stem : never;
/** Stems that have both a `.one` and an `.other`. */
type Counted = { [Stem in StemOf<WordKey>]: `${Stem}.one` extends WordKey ? Stem : never }[StemOf<WordKey>];

/** The sentence of `key` with its holes filled. */
export function say<Key extends WordKey>(key: Key, ...[values]: ValuesOf<Key>): string {
  return fill(textOf(key), values ?? {});
}

/** The sentence of `stem` in the plural form for `count`; `{count}` is filled with it. */
export function sayCount(
  stem: Counted,
  count: number,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const form = speech().plural.select(count) === 'one' ? 'one' : 'other';
  return fill(textOf(`${stem}.${form}`), { ...values, count });
}

function textOf(key: WordKey): string {
  const text = speech().words[key];
  if (text === undefined) throw new Error(`"${key}" is said before openWords: see words/dictionary.ts`);
  return text;
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    return typeof value === 'number' ? speech().number.format(value) : value;
  });
}
