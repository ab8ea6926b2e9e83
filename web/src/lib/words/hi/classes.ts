import type { classes as english } from '../en/classes.ts';
import type { Translation } from '../translation.ts';

export const classes: Translation<typeof english> = {
  'classes.title': 'क्लासें',
  'classes.empty': 'अभी कोई क्लास नहीं',
  'classes.emptyText': 'प्रोफ़ेसर के आपको क्लास में जोड़ते ही वह यहाँ दिखेगी।',
  'classes.emptyStaff': 'जो क्लासें आप पढ़ाते हैं, वे यहाँ दिखती हैं।',

  'class.rate': '{rate} हाज़िरी',
  'class.noRate': 'अभी कोई सेशन गिना नहीं गया',
  'class.canMiss.one': 'आप अभी {count} सेशन छोड़कर भी {line} पर रह सकते हैं।',
  'class.canMiss.other': 'आप अभी {count} सेशन छोड़कर भी {line} पर रह सकते हैं।',
  'class.canMissNone': 'अगला सेशन छूटा तो आप {line} से नीचे आ जाएँगे।',
  'class.mustAttend.one': '{line} तक पहुँचने के लिए लगातार {count} सेशन में आएँ।',
  'class.mustAttend.other': '{line} तक पहुँचने के लिए लगातार {count} सेशन में आएँ।',
  'class.cannotReach': 'बचे हुए सेशनों में {line} तक नहीं पहुँचा जा सकता।',
  'class.nonePlanned': 'आगे कोई सेशन तय नहीं है।',
  'class.lowNonePlanned': '{line} से नीचे। आगे कोई सेशन तय नहीं है।',
  'class.notStarted': 'शुरू नहीं हुआ',
  'class.sessions': 'सेशन',
  'class.noSessions': 'अभी कोई सेशन नहीं',
  'class.filter': 'दिखाएँ',
  'class.filter.all': 'सभी',
  'class.filter.missed': 'छूटे हुए',
  'class.filter.attended': 'जिनमें आए',
  'class.people.one': '{count} विद्यार्थी',
  'class.people.other': '{count} विद्यार्थी',
  'class.roster': 'विद्यार्थी सूची',
  'class.section': 'सेक्शन {section}',
};
