/** Ways in, for people who have not signed in yet. */
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

export const DOORS: readonly Stop[] = [
  { name: 'login', who: 'nobody', lead: at('/login', 'form') },
  { name: 'register', who: 'nobody', lead: at('/register', 'form') },
  {
    name: 'register-faults',
    who: 'nobody',
    lead: async (page, origin) => {
      await at('/register', 'form')(page, origin);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByText('Something is needed here.').first().waitFor();
    },
  },
  { name: 'verify', who: 'nobody', lead: at('/verify', 'form') },
  { name: 'forgot', who: 'nobody', lead: at('/forgot', 'form') },
  { name: 'reset', who: 'nobody', lead: at('/reset', 'form') },
  { name: 'claim', who: 'nobody', lead: at('/claim', 'form') },
];
