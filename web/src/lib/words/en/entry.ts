/** The words of pages about one’s own account: registering, passwords, profile. A phone that scans needs none of them. */
import { enter } from './enter.ts';
import { profile } from './profile.ts';

export const entry = {
  ...enter,
  ...profile,
} as const;
