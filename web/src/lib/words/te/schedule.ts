/** The schedule: sessions of all classes, planned, started and ended. */
import type { schedule as english } from '../en/schedule.ts';
import type { Translation } from '../translation.ts';

export const schedule: Translation<typeof english> = {
  'schedule.title': 'షెడ్యూల్',
  'schedule.plan': 'సెషన్ ప్లాన్ చేయండి',
  'schedule.doPlan': 'ప్లాన్ చేయండి',
  'schedule.planned': 'సెషన్ ప్లాన్ అయింది.',
  'schedule.edit': 'మార్చండి',
  'schedule.replan': 'ప్రణాళిక మార్చండి',
  'schedule.doReplan': 'సేవ్ చేయండి',
  'schedule.replanned': 'ప్రణాళిక మారింది.',
  'schedule.class': 'క్లాస్',
  'schedule.allClasses': 'అన్ని క్లాసులు',
  'schedule.state': 'స్థితి',
  'schedule.anyState': 'ఏదైనా',
  'schedule.from': 'నుంచి',
  'schedule.to': 'వరకు',
  'schedule.day': 'రోజు',
  'schedule.sessionTitle': 'శీర్షిక (ఐచ్ఛికం)',
  'schedule.room': 'గది, వేరే అయితే',
  'schedule.start': 'మొదలుపెట్టండి',
  'schedule.complete': 'పూర్తి చేయండి',
  'schedule.cancel': 'రద్దు చేయండి',
  'schedule.none': 'ఇక్కడ సెషన్లు లేవు',
  'schedule.noneText': 'వేరే రోజులు ఎంచుకోండి, లేదా సెషన్ ప్లాన్ చేయండి.',
};
