/** A Dexie query whose result a component can read: it runs again whenever what it read has changed. */
import { liveQuery } from 'dexie';

/**
 * Call during a component's initialisation. The query starts anew when `$state` changes that it reads before it
 * first waits: what is read in a callback or after an `await` is not noticed, as everywhere in Svelte.
 * @param initial given until the first result is there, and kept while the database is unreadable
 */
export function live<T>(query: () => Promise<T> | T, initial: T): { readonly current: T } {
  let current = $state.raw(initial);
  $effect(() => {
    // Dexie calls the query later, outside this effect; reading it here once makes its $state dependencies known.
    const first = query();
    void Promise.resolve(first).catch(() => undefined);
    const subscription = liveQuery(query).subscribe({
      next: (value) => {
        current = value;
      },
      // A closed database (logout, DEV7) ends the query; the last result stays on the screen.
      error: () => undefined,
    });
    return () => {
      subscription.unsubscribe();
    };
  });
  return {
    get current() {
      return current;
    },
  };
}
