/** What the page and the decoder's worker say to each other. */
export type DecoderRequest =
  | { readonly type: 'open'; readonly wasmUrl: string }
  | { readonly type: 'decode'; readonly id: number; readonly picture: ImageData };

export type DecoderAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'refused' }
  /** Text of the code, null when the picture holds none. */
  | { readonly type: 'decoded'; readonly id: number; readonly text: string | null };

/** @returns null for a message that is none of the page's */
export function parseDecoderRequest(input: unknown): DecoderRequest | null {
  if (typeof input !== 'object' || input === null || !('type' in input)) return null;
  if (input.type === 'open' && 'wasmUrl' in input && typeof input.wasmUrl === 'string') {
    return { type: 'open', wasmUrl: input.wasmUrl };
  }
  if (input.type !== 'decode' || !('id' in input) || !('picture' in input)) return null;
  const { id, picture } = input;
  return typeof id === 'number' && picture instanceof ImageData ? { type: 'decode', id, picture } : null;
}

/** @returns null for a message that is none of the worker's */
export function parseDecoderAnswer(input: unknown): DecoderAnswer | null {
  if (typeof input !== 'object' || input === null || !('type' in input)) return null;
  if (input.type === 'ready' || input.type === 'refused') return { type: input.type };
  if (input.type !== 'decoded' || !('id' in input) || !('text' in input)) return null;
  const { id, text } = input;
  const isRead = typeof id === 'number' && (text === null || typeof text === 'string');
  return isRead ? { type: 'decoded', id, text } : null;
}
