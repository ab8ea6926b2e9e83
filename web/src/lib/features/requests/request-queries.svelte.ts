/** Excuses and appeals that concern this person, kept up to date by live queries. */
import type { Device } from '../../device/device.ts';
import { live } from '../../device/live-query.svelte.ts';
import { pendingFacts } from '../live/records.ts';
import { requestsView } from './requests-view.ts';

/** Call while a component is set up; the queries end with it. */
export function requestQueries(device: Device) {
  const rows = live(() => device.replica.ofType('request'), null);
  const sessions = live(() => device.replica.ofType('session'), []);
  const classes = live(() => device.replica.ofType('class'), []);
  const pending = live(() => pendingFacts(device.outbox), []);
  const requests = $derived(
    rows.current === null
      ? null
      : requestsView({
          rows: rows.current,
          pending: pending.current,
          me: device.account.id,
          classOf: (sessionId) => sessions.current.find(({ id }) => id === sessionId)?.classId,
        }),
  );
  return {
    /** null until the database has answered. */
    get requests() {
      return requests;
    },
    get classes() {
      return classes.current;
    },
    get sessions() {
      return sessions.current;
    },
  };
}
