/** The professor on PouchDB: `changes({live: true, include_docs: true})`, which is one longpoll after the other. */

/** `batch_size`: far above PouchDB's own 25, because fewer requests cost the server less. */
const BATCH = 1_000;
const SEEN_WITHIN_MS = 120_000;

export interface WatchedChanges {
  /** Resolves when so many documents came since the watching began; to be asked once. */
  readonly sees: (count: number) => Promise<{
    /** Since the call. */
    readonly ms: number;
    readonly polls: number;
  }>;
}

/** Resolves when the server holds the first poll open. */
export async function watchChanges(port: number, database: string): Promise<WatchedChanges> {
  const url = `http://127.0.0.1:${port}/${database}`;
  const signal = AbortSignal.timeout(SEEN_WITHIN_MS);
  // Compressed, the head of a held answer would wait for the rest, and cost the server more.
  const get = (path: string): Promise<Response> =>
    fetch(`${url}${path}`, { signal, headers: { 'Accept-Encoding': 'identity' } });
  const poll = (since: number): Promise<Response> =>
    get(`/_changes?include_docs=true&feed=longpoll&heartbeat=10000&since=${since}&limit=${BATCH}`);
  const first = await poll(asInfo(await (await get('/')).json()).update_seq);
  return {
    sees: async (count) => {
      const started = performance.now();
      let seen = 0;
      for (let polls = 1, answer = first; ; polls += 1) {
        const { results, last_seq } = asChanges(await answer.json());
        seen += results.filter(({ doc }) => doc !== undefined).length;
        if (seen >= count) return { ms: performance.now() - started, polls };
        answer = await poll(last_seq);
      }
    },
  };
}

/** What PouchDB's server says is PouchDB's affair: no more is checked than what is read. */
function asInfo(body: unknown): { readonly update_seq: number } {
  return body as { update_seq: number };
}

function asChanges(body: unknown): {
  readonly results: readonly { readonly doc?: unknown }[];
  readonly last_seq: number;
} {
  return body as { results: { doc?: unknown }[]; last_seq: number };
}
