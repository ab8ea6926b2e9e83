import type { shell as english } from '../en/shell.ts';
import type { Translation } from '../translation.ts';

export const shell: Translation<typeof english> = {
  close: 'बंद करें',
  cancel: 'रद्द करें',
  back: 'वापस',
  skip: 'सीधे सामग्री पर जाएँ',
  loading: 'लोड हो रहा है',
  undo: 'पहले जैसा करें',
  search: 'खोजें',
  save: 'सहेजें',
  home: 'शुरुआती पेज पर जाएँ',
  offline: 'ऑफ़लाइन',

  'nav.label': 'मुख्य',
  'nav.scan': 'स्कैन',
  'nav.receipts': 'रसीदें',
  'nav.classes': 'क्लासें',
  'nav.notices': 'सूचनाएँ',
  'nav.today': 'आज',
  'nav.teach': 'पढ़ाना',
  'nav.requests': 'अनुरोध',
  'nav.office': 'दफ़्तर',
  'nav.profile': 'प्रोफ़ाइल',
  'nav.logout': 'लॉग आउट',
  'nav.theme': 'रूप: {theme}',

  'language.label': 'भाषा',
  'language.fault.offline': 'यह भाषा अभी इस डिवाइस पर नहीं है। ऑनलाइन होने पर इसे फिर चुनें।',

  'theme.system': 'अपने आप',
  'theme.light': 'हल्का',
  'theme.dark': 'गहरा',

  'error.notFound.title': 'ऐसा कोई पेज नहीं है',
  'error.notFound.text': 'पता पुराना या ग़लत लिखा हो सकता है।',
  'error.broken.title': 'यहाँ कुछ गड़बड़ हो गई',
  'error.broken.text':
    'आपने जो दर्ज किया, वह इस डिवाइस पर सुरक्षित है। पेज फिर से लोड करें; दोबारा ऐसा हो तो शुरुआती पेज पर जाएँ।',
  'error.offline.title': 'यह पेज अभी इस डिवाइस पर नहीं है',
  'error.offline.text': 'आप ऑफ़लाइन हैं। स्कैन करना और हाज़िरी लेना बिना नेटवर्क के चलता है; यह पेज ऑनलाइन होने पर खुलेगा।',
  'error.reload': 'फिर से लोड करें',
};
