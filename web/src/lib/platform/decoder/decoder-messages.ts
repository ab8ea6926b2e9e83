/**
 * What the page and the decoder's worker say to each other. `decode` and its answer have qr-scanner's own shape,
 * so that its camera loop drives our worker as if it were the stock one.
 */
export interface OpenMessage {
  readonly type: 'open';
  readonly wasmUrl: string;
}

export type OpenAnswer = { readonly type: 'ready' } | { readonly type: 'refused' };

export interface DecodeAnswer {
  readonly id: number;
  readonly type: 'qrResult';
  /** Text of the code, null when the picture holds none. */
  readonly data: string | null;
  readonly cornerPoints: readonly { readonly x: number; readonly y: number }[];
}

export type DecoderRequest =
  | OpenMessage
  | { readonly type: 'decode'; readonly id: number; readonly picture: ImageData }
  | { readonly type: 'close' }
  | { readonly type: 'ignored' };

/** Reads a message of the page; those that only the stock engine needs (colours, inversion) are ignored. */
export function parseDecoderRequest(input: unknown): DecoderRequest {
  if (typeof input !== 'object' || input === null || !('type' in input)) return { type: 'ignored' };
  if (input.type === 'close') return { type: 'close' };
  if (input.type === 'open' && 'wasmUrl' in input && typeof input.wasmUrl === 'string') {
    return { type: 'open', wasmUrl: input.wasmUrl };
  }
  if (
    input.type === 'decode' &&
    'id' in input &&
    typeof input.id === 'number' &&
    'data' in input &&
    input.data instanceof ImageData
  ) {
    return { type: 'decode', id: input.id, picture: input.data };
  }
  return { type: 'ignored' };
}

export function isOpenAnswer(input: unknown): input is OpenAnswer {
  return (
    typeof input === 'object' &&
    input !== null &&
    'type' in input &&
    (input.type === 'ready' || input.type === 'refused')
  );
}
