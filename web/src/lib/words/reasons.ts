/** The sentence for a reason that the server gave; a newer server's unknown reason gets a plain one too. */
import { speech, type WordKey } from './dictionary.ts';
import { say } from './say.ts';

export function sayReason(reason: string): string {
  const { words } = speech();
  const key = `reason.${reason}`;
  return (isKeyOf(words, key) ? words[key] : undefined) ?? say('reason.unknown');
}

function isKeyOf(words: object, key: string): key is WordKey {
  return Object.hasOwn(words, key);
}
