/** A roster kept up to date by live queries. */
import type { ClassId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { live } from '../../device/live-query.svelte.ts';
import { pendingFacts } from '../live/records.ts';
import { rosterOf } from './roster-view.ts';

/** Call while a component is set up; the queries end with it. */
export function rosterQueries(device: Device, classId: ClassId) {
  const classes = live(() => device.replica.ofType('class'), null);
  const enrolments = live(() => device.replica.ofType('enrolment'), []);
  const pending = live(() => pendingFacts(device.outbox), []);
  const classRow = $derived(classes.current?.find((row) => row.id === classId) ?? null);
  const entries = $derived(
    rosterOf({
      classId,
      enrolments: enrolments.current,
      pending: pending.current,
      userId: device.account.id,
      nowMs: device.clock.now(),
    }),
  );
  const owns = $derived(
    device.account.role === 'administrator' ||
      classRow?.staff.some(({ userId, role }) => userId === device.account.id && role === 'professor') ===
        true,
  );
  return {
    /** False until the database has answered. */
    get ready() {
      return classes.current !== null;
    },
    get classRow() {
      return classRow;
    },
    get entries() {
      return entries;
    },
    /** Of all classes that this device knows. */
    get enrolments() {
      return enrolments.current;
    },
    /** Whether this person may import. */
    get owns() {
      return owns;
    },
  };
}
