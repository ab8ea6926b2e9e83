import type { everyone as english } from '../en/everyone.ts';
import type { Translation } from '../translation.ts';
import { account } from './account.ts';
import { classes } from './classes.ts';
import { device } from './device.ts';
import { join } from './join.ts';
import { reasons } from './reasons.ts';
import { receipts } from './receipts.ts';
import { requests } from './requests.ts';
import { scan } from './scan.ts';
import { shell } from './shell.ts';
import { status } from './status.ts';
import { ui } from './ui.ts';

export const everyone: Translation<typeof english> = {
  ...shell,
  ...account,
  ...device,
  ...status,
  ...ui,
  ...reasons,
  ...scan,
  ...receipts,
  ...requests,
  ...classes,
  ...join,
};
