import type { push as english } from '../en/push.ts';
import type { Translation } from '../translation.ts';

export const push: Translation<typeof english> = {
  session_started: 'क्लास शुरू हो गई है। कमरे में कोड स्कैन करें।',
  attendance_recorded: 'आपकी हाज़िरी दर्ज हो गई है।',
  attendance_changed: 'एक हाज़िरी बदल गई है।',
  below_threshold: 'आपकी हाज़िरी घटकर {percent} % हो गई है।',
  account_approved: 'दफ़्तर ने आपका खाता मंज़ूर कर दिया है।',
};
