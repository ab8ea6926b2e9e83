import type { today as english } from '../en/today.ts';
import type { Translation } from '../translation.ts';

export const today: Translation<typeof english> = {
  'today.title': 'आज',
  'today.none': 'आज कोई सेशन नहीं',
  'today.noneText': 'आप फिर भी अपनी किसी भी क्लास का सेशन शुरू कर सकते हैं।',
  'today.start': 'शुरू करें',
  'today.open': 'कोड दिखाएँ',
  'today.record': 'रिकॉर्ड खोलें',
  'today.adhoc': 'ऐसा सेशन शुरू करें जो टाइमटेबल में नहीं है',
  'today.adhocStart': 'अभी शुरू करें',
  'today.offline': 'आप ऑफ़लाइन हैं। शुरू करना फिर भी चलता है; नेटवर्क आते ही रिकॉर्ड भेजे जाएँगे।',
  'today.twice': '{class} के दो सेशन चल रहे हैं। जो नहीं चाहिए उसे रद्द करें।',
  'today.next': 'अगला',
  'today.count': '{roster} में से {present} हाज़िर',

  'start.fault.no_key': 'यह डिवाइस अभी कोड नहीं दिखा सकता। एक बार ऐप ऑनलाइन खोलें, वह कुंजियाँ ले आएगा।',
  'start.fault.not_saved': 'इस डिवाइस ने सेशन सहेजने से मना कर दिया, इसलिए वह शुरू नहीं हुआ।',
};
