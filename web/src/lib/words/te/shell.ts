import type { shell as english } from '../en/shell.ts';
import type { Translation } from '../translation.ts';

export const shell: Translation<typeof english> = {
  close: 'మూసివేయండి',
  cancel: 'రద్దు చేయండి',
  back: 'వెనుకకు',
  skip: 'నేరుగా విషయానికి వెళ్లండి',
  loading: 'లోడ్ అవుతోంది',
  undo: 'మళ్లీ మునుపటిలా',
  search: 'వెతకండి',
  save: 'భద్రపరచండి',
  home: 'మొదటి పేజీకి వెళ్లండి',
  offline: 'ఆఫ్‌లైన్',

  'nav.label': 'ప్రధాన',
  'nav.scan': 'స్కాన్',
  'nav.receipts': 'రసీదులు',
  'nav.classes': 'క్లాసులు',
  'nav.notices': 'వార్తలు',
  'nav.today': 'ఈరోజు',
  'nav.teach': 'బోధన',
  'nav.requests': 'అభ్యర్థనలు',
  'nav.office': 'కార్యాలయం',
  'nav.profile': 'ప్రొఫైల్',
  'nav.logout': 'లాగ్ అవుట్',
  'nav.theme': 'రూపం: {theme}',

  'language.label': 'భాష',
  'language.fault.offline': 'ఈ భాష ఇంకా ఈ పరికరంలో లేదు. ఆన్‌లైన్‌లోకి వచ్చాక మళ్లీ ఎంచుకోండి.',

  'theme.system': 'ఆటోమేటిక్',
  'theme.light': 'లేత',
  'theme.dark': 'ముదురు',

  'error.notFound.title': 'అలాంటి పేజీ లేదు',
  'error.notFound.text': 'చిరునామా పాతది లేదా తప్పుగా టైప్ చేసినది కావచ్చు.',
  'error.broken.title': 'ఇక్కడ ఏదో పొరపాటు జరిగింది',
  'error.broken.text': 'మీరు నమోదు చేసినది ఈ పరికరంలో భద్రంగా ఉంది. పేజీని మళ్లీ లోడ్ చేయండి; మళ్లీ ఇలా జరిగితే మొదటి పేజీకి వెళ్లండి.',
  'error.offline.title': 'ఈ పేజీ ఇంకా ఈ పరికరంలో లేదు',
  'error.offline.text':
    'మీరు ఆఫ్‌లైన్‌లో ఉన్నారు. స్కాన్ చేయడం, హాజరు తీసుకోవడం నెట్‌వర్క్ లేకుండా పనిచేస్తాయి; ఈ పేజీ ఆన్‌లైన్‌లోకి వచ్చాక తెరుచుకుంటుంది.',
  'error.reload': 'మళ్లీ లోడ్ చేయండి',
};
