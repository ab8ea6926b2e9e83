/** Which choices a typed text means: every word of it occurs, whatever the case and accents. */
interface Choice {
  readonly text: string;
  readonly detail?: string;
}

/** In the order given, at most `most`. Nothing typed means all. */
export function matching<C extends Choice>(choices: readonly C[], typed: string, most: number): readonly C[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const found: C[] = [];
  for (const choice of choices) {
    if (found.length >= most) break;
    const text = plain(`${choice.text} ${choice.detail ?? ''}`);
    if (words.every((word) => text.includes(word))) found.push(choice);
  }
  return found;
}

/** Accents of Latin letters don't matter; vowel signs of Indian scripts do, so only those marks are removed. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
