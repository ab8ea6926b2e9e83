/** A thread that is asked one thing after the other and answers each, in their order. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Thread<Question, Answer> {
  /** The first thing it said, before it was asked anything. */
  readonly opening: Answer;
  /** Rejects when the question can't be put to another thread at all. */
  readonly ask: (question: Question) => Promise<Answer>;
  /** Resolves when the thread has answered all and ended. */
  readonly close: () => Promise<void>;
}

/**
 * Should the thread die, the process dies with it, as of any error that nobody handles.
 *
 * @param file the thread's own; it speaks first, answers each message with one, and ends when it is told null
 * @param given what it starts with
 */
export async function startThread<Question, Answer>(
  file: URL,
  given?: unknown,
): Promise<Thread<Question, Answer>> {
  const worker = new Worker(file, { workerData: given });
  const [opening] = (await once(worker, 'message')) as [Answer];
  const waiting: ((answer: Answer) => void)[] = [];
  worker.on('message', (answer: Answer) => {
    waiting.shift()?.(answer);
    if (waiting.length === 0) worker.unref();
  });
  // Idle it keeps no process from ending: a start that fails later on has nothing to clear up.
  worker.unref();
  const tell = (question: Question | null): void => {
    worker.postMessage(question);
    worker.ref();
  };
  return {
    opening,
    ask: async (question) => {
      // Told first: a question that can't be has no answer, and nobody may wait for one.
      tell(question);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close: async () => {
      const ended = once(worker, 'exit');
      tell(null);
      await ended;
    },
  };
}

/** The thread's file: in the bundle it lies beside the main one. @param here `import.meta.url` of who starts it */
export function besideMe(here: string, name: string): URL {
  return new URL(`./${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here);
}
