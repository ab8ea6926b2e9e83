import type { record as english } from '../en/record.ts';
import type { Translation } from '../translation.ts';

export const record: Translation<typeof english> = {
  'reopen.done': 'सेशन फिर से खुल गया।',

  'cancelSession.action': 'सेशन रद्द करें',
  'cancelSession.reason': 'वजह (वैकल्पिक)',
  'cancelSession.title': 'सेशन रद्द करें?',
  'cancelSession.text': 'यह किसी के लिए नहीं गिना जाएगा। स्कैन और बदलाव रखे रहेंगे और फिर से खोलने पर लौट आएँगे।',

  'reopen.action': 'फिर से खोलें',

  'record.title': 'सेशन',
  'record.name': 'नाम',
  'record.number': 'रोल नंबर',
  'record.status': 'स्थिति',
  'record.at': 'समय',
  'record.change': 'बदलें',
  'record.gone': 'यह सेशन इस डिवाइस पर नहीं है।',
  'record.goneText': 'यह योजना से हटाया गया, या आप अब यह क्लास नहीं पढ़ाते।',
  'record.filter.all': 'सब',
  'record.count': '{total} में से {count}',
};
