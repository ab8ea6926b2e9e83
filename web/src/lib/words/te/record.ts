import type { record as english } from '../en/record.ts';
import type { Translation } from '../translation.ts';

export const record: Translation<typeof english> = {
  'reopen.done': 'సెషన్ మళ్లీ తెరుచుకుంది.',

  'cancelSession.action': 'సెషన్ రద్దు చేయండి',
  'cancelSession.reason': 'కారణం (ఐచ్ఛికం)',
  'cancelSession.title': 'సెషన్ రద్దు చేయాలా?',
  'cancelSession.text': 'ఇది ఎవరికీ లెక్కలోకి రాదు. స్కాన్‌లు, మార్పులు ఉంటాయి, మళ్లీ తెరిస్తే తిరిగి వస్తాయి.',

  'reopen.action': 'మళ్లీ తెరవండి',

  'record.title': 'సెషన్',
  'record.name': 'పేరు',
  'record.number': 'రోల్ నంబర్',
  'record.status': 'స్థితి',
  'record.at': 'సమయం',
  'record.change': 'మార్చండి',
  'record.gone': 'ఈ సెషన్ ఈ పరికరంలో లేదు.',
  'record.goneText': 'దీన్ని ప్రణాళిక నుంచి తీసేశారు, లేదా మీరు ఇకపై ఈ క్లాస్ బోధించడం లేదు.',
  'record.filter.all': 'అందరూ',
  'record.count': '{total}లో {count}',
};
