/**
 * When did something last change? Lets a device that is up to date be told so without a query, and a cached row
 * be trusted without one. Errs to one side only: "may have changed since" is always safe to say.
 */

/** What readers hold: a scope, or the rows behind one key. */
export type Topic =
  | `me:${number}`
  | `class:${string}`
  | `staff:${string}`
  /** The account's own row. */
  | `user:${number}`
  /** The enrolments of a student. */
  | `enrolled:${number}`;

/** Topics with a change of their own on record; the others share one. */
const MAX_TOPICS = 100_000;

export interface ChangeLog {
  /** No row of the topic that is committed has a greater rev than this. */
  readonly lastChange: (topic: Topic) => number;
  /** Notes a commit up to `rev`. `topics` are all that it changed; null: it may have changed any. */
  readonly note: (rev: number, topics: Iterable<Topic> | null) => void;
}

/** @param rev the database's counter at the start: what happened before is nobody's business */
export function makeChangeLog(rev: number, maxTopics: number = MAX_TOPICS): ChangeLog {
  const revByTopic = new Map<Topic, number>();
  /** Of every topic that has none of its own. */
  let floor = rev;

  return {
    lastChange: (topic) => revByTopic.get(topic) ?? floor,
    note: (at, topics) => {
      if (topics === null) {
        revByTopic.clear();
        floor = at;
        return;
      }
      for (const topic of topics) {
        // Moves to the end: the first one is always the one that changed longest ago.
        revByTopic.delete(topic);
        revByTopic.set(topic, at);
      }
      for (const [oldest, changedAt] of revByTopic) {
        if (revByTopic.size <= maxTopics) break;
        revByTopic.delete(oldest);
        floor = Math.max(floor, changedAt);
      }
    },
  };
}
