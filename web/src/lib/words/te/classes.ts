import type { classes as english } from '../en/classes.ts';
import type { Translation } from '../translation.ts';

export const classes: Translation<typeof english> = {
  'classes.title': 'క్లాసులు',
  'classes.empty': 'ఇంకా క్లాసులు లేవు',
  'classes.emptyText': 'ప్రొఫెసర్ మిమ్మల్ని క్లాస్‌లో చేర్చగానే అది ఇక్కడ కనిపిస్తుంది.',
  'classes.emptyStaff': 'మీరు బోధించే క్లాసులు ఇక్కడ కనిపిస్తాయి.',

  'class.rate': '{rate} హాజరు',
  'class.noRate': 'ఇంకా ఏ సెషన్ లెక్కలోకి రాలేదు',
  'class.canMiss.one': 'మీరు ఇంకా 1 సెషన్‌కు రాకపోయినా {line} దగ్గర ఉంటారు.',
  'class.canMiss.other': 'మీరు ఇంకా {count} సెషన్‌లకు రాకపోయినా {line} దగ్గర ఉంటారు.',
  'class.canMissNone': 'తర్వాతి సెషన్‌కు రాకపోతే మీరు {line} కంటే తగ్గుతారు.',
  'class.mustAttend.one': '{line} చేరాలంటే తర్వాతి సెషన్‌కు రండి.',
  'class.mustAttend.other': '{line} చేరాలంటే వరుసగా {count} సెషన్‌లకు రండి.',
  'class.cannotReach': 'మిగిలిన సెషన్‌లతో {line} చేరలేరు.',
  'class.nonePlanned': 'ఇకపై సెషన్ ఏదీ నిర్ణయించలేదు.',
  'class.lowNonePlanned': '{line} కంటే తక్కువ. ఇకపై సెషన్ ఏదీ నిర్ణయించలేదు.',
  'class.notStarted': 'మొదలు కాలేదు',
  'class.sessions': 'సెషన్‌లు',
  'class.noSessions': 'ఇంకా సెషన్‌లు లేవు',
  'class.filter': 'చూపించు',
  'class.filter.all': 'అన్నీ',
  'class.filter.missed': 'రానివి',
  'class.filter.attended': 'వచ్చినవి',
  'class.people.one': '1 విద్యార్థి',
  'class.people.other': '{count} మంది విద్యార్థులు',
  'class.roster': 'విద్యార్థుల జాబితా',
  'class.section': 'సెక్షన్ {section}',
};
