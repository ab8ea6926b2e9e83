import type { staff as english } from '../en/staff.ts';
import type { Translation } from '../translation.ts';
import { alerts } from './alerts.ts';
import { administration } from './administration.ts';
import { audit } from './audit.ts';
import { live } from './live.ts';
import { office } from './office.ts';
import { people } from './people.ts';
import { present } from './present.ts';
import { record } from './record.ts';
import { report } from './report.ts';
import { room } from './room.ts';
import { roster } from './roster.ts';
import { schedule } from './schedule.ts';
import { today } from './today.ts';

export const staff: Translation<typeof english> = {
  ...alerts,
  ...today,
  ...present,
  ...live,
  ...record,
  ...office,
  ...people,
  ...administration,
  ...audit,
  ...schedule,
  ...report,
  ...room,
  ...roster,
};
