import type { account as english } from '../en/account.ts';
import type { Translation } from '../translation.ts';

export const account: Translation<typeof english> = {
  'login.title': 'साइन इन',
  'login.lead': 'हाज़िरी, जो बिना नेटवर्क वाले कमरों में भी चलती है।',
  'login.email': 'ई-मेल',
  'login.password': 'पासवर्ड',
  'login.submit': 'साइन इन करें',
  'login.kept': 'आपका स्कैन किया हुआ कोड हमने रख लिया है। साइन इन करते ही वह सहेजा जाएगा।',
  'login.fault.invalid_credentials': 'यह ई-मेल और पासवर्ड मेल नहीं खाते। फिर से कोशिश करें।',
  'login.fault.email_unverified': 'इस पते की पुष्टि अभी नहीं हुई है।',
  'login.ways': 'अन्य रास्ते',
  'login.register': 'खाता बनाएँ',
  'login.forgot': 'पासवर्ड भूल गए',
  'login.code': 'मेरे पास कोड है',
  'login.waiting': 'कार्यालय ने आपका खाता अभी स्वीकार नहीं किया है। आप देख सकते हैं; सत्र स्वीकृति के बाद शुरू होंगे।',
  'login.fault.offline':
    'नेटवर्क नहीं है। किसी डिवाइस पर पहला साइन इन नेटवर्क से होता है; उसके बाद ऐप बिना नेटवर्क के चलता है।',
  'login.fault.too_many_tries': 'थोड़े समय में बहुत बार कोशिश हुई। कुछ मिनट रुककर फिर कोशिश करें।',
  'login.fault.server_trouble': 'सर्वर अभी जवाब नहीं दे पा रहा। थोड़ी देर में फिर कोशिश करें।',
  'login.again':
    'आपका साइन इन समाप्त हो गया है। आप जो दर्ज करेंगे वह इस डिवाइस पर रहेगा और फिर से साइन इन करने पर भेजा जाएगा।',
  'login.againAction': 'फिर से साइन इन करें',

  'logout.who': 'आप इस डिवाइस पर {name} के नाम से साइन इन हैं।',
  'logout.unsent.one':
    'आप साइन आउट हो गए हैं। {count} रिकॉर्ड इस डिवाइस पर रखा है और फिर से साइन इन करने पर भेजा जाएगा।',
  'logout.unsent.other':
    'आप साइन आउट हो गए हैं। {count} रिकॉर्ड इस डिवाइस पर रखे हैं और फिर से साइन इन करने पर भेजे जाएँगे।',

  'role.wrong.title': 'यह पेज किसी और के लिए है',
  'role.wrong.text': 'आप {name} के नाम से साइन इन हैं। यह पेज दूसरी तरह के खाते का है।',
};
