import type { present as english } from '../en/present.ts';
import type { Translation } from '../translation.ts';

export const present: Translation<typeof english> = {
  'present.title': '{class} का कोड',
  'present.noKey': 'आज की कुंजियाँ इस डिवाइस पर नहीं हैं। थोड़ी देर ऑनलाइन हों; कोड अपने आप लौट आएगा।',
  'present.notRunning': 'यह सेशन नहीं चल रहा है।',
  'present.waiting': 'कोड तैयार हो रहा है।',
  'present.code': '{class} का हाज़िरी कोड। यह हर कुछ सेकंड में बदलता है।',
  'present.next': '{seconds} सेकंड में नया कोड',
  'present.here': '{roster} में से {present} हाज़िर',
  'present.typed': 'कैमरा न हो तो टाइप करें',
  'present.fullScreen': 'पूरी स्क्रीन',
  'present.leaveFull': 'पूरी स्क्रीन से बाहर',
  'present.hideNames': 'नाम छिपाएँ',
  'present.showNames': 'नाम दिखाएँ',
  'present.end': 'सेशन समाप्त करें',
  'present.offline': 'ऑफ़लाइन: कोड चलता रहेगा। नेटवर्क आने पर नाम दिखेंगे।',
  'present.leave': 'आज पर वापस',

  'end.title': 'सेशन समाप्त करें?',
  'end.present': 'हाज़िर',
  'end.late': 'देर से',
  'end.excused': 'छुट्टी मंज़ूर',
  'end.absent': 'ग़ैरहाज़िर होंगे',
  'end.waiting': 'की जाँच या सूची में जगह बाक़ी है',
  'end.text': 'बाद में आने वाले स्कैन भी गिने जाएँगे: वे ग़ैरहाज़िर को हाज़िर या देर से में बदलेंगे, और आपको बताया जाएगा।',
  'end.confirm': 'सेशन समाप्त करें',
  'end.done': 'सेशन पूरा हुआ।',
};
