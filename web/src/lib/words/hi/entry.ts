import type { entry as english } from '../en/entry.ts';
import type { Translation } from '../translation.ts';
import { enter } from './enter.ts';
import { profile } from './profile.ts';

export const entry: Translation<typeof english> = {
  ...enter,
  ...profile,
};
