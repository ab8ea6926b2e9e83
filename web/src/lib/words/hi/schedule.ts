/** The schedule: sessions of all classes, planned, started and ended. */
import type { schedule as english } from '../en/schedule.ts';
import type { Translation } from '../translation.ts';

export const schedule: Translation<typeof english> = {
  'schedule.title': 'कार्यक्रम',
  'schedule.plan': 'सेशन तय करें',
  'schedule.doPlan': 'तय करें',
  'schedule.planned': 'सेशन तय हो गया।',
  'schedule.edit': 'बदलें',
  'schedule.replan': 'योजना बदलें',
  'schedule.doReplan': 'सहेजें',
  'schedule.replanned': 'योजना बदल गई।',
  'schedule.class': 'क्लास',
  'schedule.allClasses': 'सभी क्लास',
  'schedule.state': 'स्थिति',
  'schedule.anyState': 'कोई भी',
  'schedule.from': 'से',
  'schedule.to': 'तक',
  'schedule.day': 'दिन',
  'schedule.sessionTitle': 'शीर्षक (वैकल्पिक)',
  'schedule.room': 'कमरा, अगर दूसरा हो',
  'schedule.start': 'शुरू करें',
  'schedule.complete': 'पूरा करें',
  'schedule.cancel': 'रद्द करें',
  'schedule.none': 'यहाँ कोई सेशन नहीं',
  'schedule.noneText': 'दूसरे दिन चुनें, या सेशन तय करें।',
};
