/** Joining a class by its code. */
import type { join as english } from '../en/join.ts';
import type { Translation } from '../translation.ts';

export const join: Translation<typeof english> = {
  'join.title': 'క్లాస్‌లో చేరండి',
  'join.text': 'మీ ప్రొఫెసర్ క్లాస్ కోడ్ చూపిస్తారు.',
  'join.code': 'క్లాస్ కోడ్',
  'join.do': 'చేరండి',
  'join.offline': 'చేరడానికి కనెక్షన్ కావాలి. కోడ్ ఇక్కడే ఉంటుంది.',
  'join.done': 'మీరు క్లాస్‌లో ఉన్నారు',
  'join.already': 'మీరు ఇప్పటికే ఈ క్లాస్‌లో ఉన్నారు',
  'join.open': 'క్లాస్ తెరవండి',
};
