/** Rows behind a student's classes, kept up to date by live queries. */
import type { Device } from '../../device/device.ts';
import { live } from '../../device/live-query.svelte.ts';
import type { Ground } from './my-classes.ts';

/** Call while a component is set up; the queries end with it. */
export function myGround(device: Device) {
  const me = device.account.id;
  const classes = live(() => device.replica.ofType('class'), null);
  const sessions = live(() => device.replica.ofType('session'), []);
  const attendance = live(() => device.replica.ofStudent('attendance', me), []);
  const enrolments = live(() => device.replica.ofStudent('enrolment', me), []);
  const ground = $derived<Ground>({
    sessions: sessions.current,
    attendance: attendance.current,
    enrolments: enrolments.current,
    nowMs: device.clock.now(),
  });
  return {
    /** null until the database has answered. */
    get classes() {
      return classes.current;
    },
    get ground() {
      return ground;
    },
  };
}
