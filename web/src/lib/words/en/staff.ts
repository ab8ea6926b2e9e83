/** The words of pages for staff: loaded under `routes/professor` only, so that a phone that scans never does. */
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

export const staff = {
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
} as const;
