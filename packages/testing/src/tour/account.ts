/** One’s own account, and addresses that anybody may come to. */
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

export const EMPTY_TOKEN = 'AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG';

export const ACCOUNT: readonly Stop[] = [
  {
    name: 'profile',
    who: 'student',
    online: true,
    lead: at('/student/profile', '[data-testid="devices"] li'),
  },
  {
    name: 'profile-of-staff',
    who: 'professor',
    online: true,
    lead: at('/professor/profile', '[data-testid="devices"] li'),
  },
  { name: 'logout', who: 'student', lead: at('/auth/logout', 'main button') },
  {
    name: 'api-docs',
    who: 'nobody',
    online: true,
    lead: async (page, origin) => {
      await at('/api/docs', 'details')(page, origin);
      await page.locator('summary', { hasText: '/student/scan/process' }).click();
    },
  },
  { name: 'link-before-login', who: 'nobody', lead: at(`/S/${EMPTY_TOKEN}`, 'form') },
  { name: 'not-found', who: 'nobody', lead: at('/nowhere', 'h1') },
];
