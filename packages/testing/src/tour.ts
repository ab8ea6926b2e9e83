/**
 * Every screen of the product in the states that matter, for checks and pictures: each stop leads a page there.
 * Stops run in order on two phones; what an earlier one did (a running session, a scan) is there for the later.
 */
import { ACCOUNT } from './tour/account.ts';
import { DOORS } from './tour/doors.ts';
import { MEETING } from './tour/meeting.ts';
import { OFFICE } from './tour/office.ts';
import { RECORD } from './tour/record.ts';
import type { Stop } from './tour/stop.ts';
import { TEACHING } from './tour/teaching.ts';

export const STOPS: readonly Stop[] = [...DOORS, ...OFFICE, ...ACCOUNT, ...TEACHING, ...MEETING, ...RECORD];
