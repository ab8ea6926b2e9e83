/** Joining a class by its code. */
import type { join as english } from '../en/join.ts';
import type { Translation } from '../translation.ts';

export const join: Translation<typeof english> = {
  'join.title': 'क्लास में जुड़ें',
  'join.text': 'आपके प्रोफ़ेसर क्लास का कोड दिखाते हैं।',
  'join.code': 'क्लास कोड',
  'join.do': 'जुड़ें',
  'join.offline': 'जुड़ने के लिए कनेक्शन चाहिए। कोड यहीं रहेगा।',
  'join.done': 'आप क्लास में हैं',
  'join.already': 'आप पहले से इस क्लास में थे',
  'join.open': 'क्लास खोलें',
};
