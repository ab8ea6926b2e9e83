/**
 * A thread that checks signatures. Node's own pool checks them in threads as well, but handing one over costs this
 * thread half of what checking it does, mostly to wake another; here all that arrived in a turn of the event loop goes
 * in one message.
 */
import { besideMe, startThread } from '../threads/start-thread.ts';
import type { Signed, SignatureThread } from './device-signature.ts';

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

  function askAll(): void {
    const all = waiting;
    waiting = [];
    thread.ask(all.map(({ signed }) => signed)).then(
      (answers) => all.forEach(({ resolve }, at) => resolve(answers[at] === true)),
      (cause: unknown) => {
        for (const { reject } of all) reject(cause);
      },
    );
  }

  return {
    isValid: (signed) =>
      new Promise((resolve, reject) => {
        // After all that can be read from the network by now.
        if (waiting.length === 0) setImmediate(askAll);
        waiting.push({ signed, resolve, reject });
      }),
    close: thread.close,
  };
}
