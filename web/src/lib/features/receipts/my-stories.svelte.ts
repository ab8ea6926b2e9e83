/** This person's scans with what became of each, kept up to date by live queries. */
import { online } from 'svelte/reactivity/window';
import { fromStore } from 'svelte/store';
import type { Device } from '../../device/device.ts';
import { live } from '../../device/live-query.svelte.ts';
import { myScans } from '../live/records.ts';
import type { WayToServer } from './scan-story.ts';
import { scanStories } from './scan-story.ts';

/** Call while a component is set up; the queries end with it. */
export function myStories(device: Device) {
  const facts = live(() => myScans(device.outbox), null);
  const scans = live(() => device.replica.ofStudent('scan', device.account.id), []);
  const attendance = live(() => device.replica.ofStudent('attendance', device.account.id), []);
  const sessions = live(() => device.replica.ofType('session'), []);
  const classes = live(() => device.replica.ofType('class'), []);
  const status = fromStore(device.status);
  const way = $derived.by<WayToServer>(() => {
    if (online.current === false) return 'offline';
    const { phase } = status.current;
    return phase === 'offline' || phase === 'backoff' ? 'unreachable' : 'open';
  });
  const stories = $derived(
    facts.current === null
      ? null
      : scanStories({
          facts: facts.current,
          scans: scans.current,
          attendance: attendance.current,
          sessions: sessions.current,
          classes: classes.current,
          way,
        }),
  );
  return {
    /** Newest first; null until the first answer of the database. */
    get current() {
      return stories;
    },
  };
}
