import type { push as english } from '../en/push.ts';
import type { Translation } from '../translation.ts';

export const push: Translation<typeof english> = {
  session_started: 'క్లాస్ మొదలైంది. గదిలో కోడ్‌ను స్కాన్ చేయండి.',
  attendance_recorded: 'మీ హాజరు నమోదైంది.',
  attendance_changed: 'ఒక హాజరు మారింది.',
  below_threshold: 'మీ హాజరు {percent} %కి తగ్గింది.',
  account_approved: 'ఆఫీసు మీ ఖాతాను ఆమోదించింది.',
};
