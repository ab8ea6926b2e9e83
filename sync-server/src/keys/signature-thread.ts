/**
 * A thread that checks signatures. Node's own pool checks them in threads as well, but there each one handed over wakes
 * a thread, which costs this one a good part of what checking it would; here all that arrived in a turn of the event
 * loop goes in one message.
 */
import { Overloaded } from '../db/writer.ts';
import { besideMe, startThread } from '../threads/start-thread.ts';
import type { Signed, SignatureThread } from './device-signature.ts';

/** Checks that may wait, some seconds of them; beyond it the server says 503 (SYNC9). */
export const MAX_WAITING = 20_000;

interface Waiting {
  readonly signed: Signed;
  readonly resolve: (isValid: boolean) => void;
  readonly reject: (cause: unknown) => void;
}

export async function startSignatureThread(): Promise<SignatureThread> {
  const thread = await startThread<readonly Signed[], readonly boolean[]>(
    besideMe(import.meta.url, 'signature-worker'),
  );
  let waiting: Waiting[] = [];
  /** Those with the thread, too. */
  let unanswered = 0;

  function askAll(): void {
    const all = waiting;
    waiting = [];
    thread
      .ask(all.map(({ signed }) => signed))
      .finally(() => (unanswered -= all.length))
      .then(
        (answers) => all.forEach(({ resolve }, at) => resolve(answers[at] === true)),
        (cause: unknown) => {
          for (const { reject } of all) reject(cause);
        },
      );
  }

  return {
    isValid: (signed) =>
      new Promise((resolve, reject) => {
        if (unanswered >= MAX_WAITING) throw new Overloaded('too many signatures are waiting');
        unanswered += 1;
        // After all that can be read from the network by now.
        if (waiting.length === 0) setImmediate(askAll);
        waiting.push({ signed, resolve, reject });
      }),
    close: thread.close,
  };
}
