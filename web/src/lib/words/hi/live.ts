import type { live as english } from '../en/live.ts';
import type { Translation } from '../translation.ts';

export const live: Translation<typeof english> = {
  'live.title': 'हाज़िर',
  'live.empty': 'अभी कोई नहीं',
  'live.walkIns': 'सूची में नहीं',
  'live.review': 'जाँच बाक़ी',
  'live.missing': 'अभी नहीं आए',
  'live.search': 'विद्यार्थी खोजें',
  'live.none': 'इस नाम का कोई विद्यार्थी नहीं।',
  'live.accept': 'स्वीकारें',
  'live.reject': 'न गिनें',
  'live.add': 'क्लास में जोड़ें',
  'live.pending': 'अभी भेजा नहीं गया',

  'stillRunning.text':
    '{class} का सेशन {since} से अब तक चल रहा है। जब तक यह समाप्त न हो, कोई ग़ैरहाज़िर नहीं गिना जाएगा।',
  'stillRunning.end': 'समाप्त करें',

  'mark.title': '{name} की हाज़िरी बदलें',
  'mark.reason': 'कारण (वैकल्पिक)',
  'mark.clear': 'बदलाव हटाएँ',
  'mark.now': 'अभी: {status}',
  'mark.done': '{name}: {status}',
  'mark.change': 'स्थिति बदलें',
  'mark.manyTitle.one': '{count} विद्यार्थी की स्थिति बदलें',
  'mark.manyTitle.other': '{count} विद्यार्थियों की स्थिति बदलें',
  'mark.many.one': '{count} विद्यार्थी: {status}',
  'mark.many.other': '{count} विद्यार्थी: {status}',
  'mark.undone': 'वापस लिया गया',
};
