import type { today as english } from '../en/today.ts';
import type { Translation } from '../translation.ts';

export const today: Translation<typeof english> = {
  'today.title': 'ఈరోజు',
  'today.none': 'ఈరోజు సెషన్‌లు లేవు',
  'today.noneText': 'అయినా మీ ఏ క్లాస్‌కైనా సెషన్ మొదలుపెట్టవచ్చు.',
  'today.start': 'మొదలుపెట్టండి',
  'today.open': 'కోడ్ చూపించండి',
  'today.record': 'రికార్డు తెరవండి',
  'today.adhoc': 'టైమ్‌టేబుల్‌లో లేని సెషన్ మొదలుపెట్టండి',
  'today.adhocStart': 'ఇప్పుడే మొదలుపెట్టండి',
  'today.offline': 'మీరు ఆఫ్‌లైన్‌లో ఉన్నారు. అయినా మొదలుపెట్టవచ్చు; నెట్‌వర్క్ రాగానే రికార్డులు వెళ్తాయి.',
  'today.twice': '{class}కు రెండు సెషన్‌లు జరుగుతున్నాయి. అవసరం లేనిదాన్ని రద్దు చేయండి.',
  'today.next': 'తర్వాతిది',
  'today.count': '{roster} మందిలో {present} హాజరు',

  'start.fault.no_key': 'ఈ పరికరం ఇంకా కోడ్‌లు చూపించలేదు. యాప్‌ను ఒకసారి ఆన్‌లైన్‌లో తెరవండి, అది కీలను తెచ్చుకుంటుంది.',
  'start.fault.not_saved': 'ఈ పరికరం సెషన్‌ను భద్రపరచలేదు, అందుకే అది మొదలుకాలేదు.',
};
