import type { present as english } from '../en/present.ts';
import type { Translation } from '../translation.ts';

export const present: Translation<typeof english> = {
  'present.title': '{class} కోడ్',
  'present.noKey': 'ఈరోజు కీలు ఈ పరికరంలో లేవు. కాసేపు ఆన్‌లైన్‌లోకి వెళ్లండి; కోడ్ దానంతట అదే తిరిగి వస్తుంది.',
  'present.notRunning': 'ఈ సెషన్ జరగడం లేదు.',
  'present.waiting': 'కోడ్ సిద్ధమవుతోంది.',
  'present.code': '{class} హాజరు కోడ్. ఇది కొన్ని సెకన్లకోసారి మారుతుంది.',
  'present.next': '{seconds} సె.లో కొత్త కోడ్',
  'present.here': '{roster} మందిలో {present} హాజరు',
  'present.typed': 'కెమెరా లేకపోతే టైప్ చేయండి',
  'present.fullScreen': 'పూర్తి స్క్రీన్',
  'present.leaveFull': 'పూర్తి స్క్రీన్ నుంచి బయటకు',
  'present.hideNames': 'పేర్లు దాచండి',
  'present.showNames': 'పేర్లు చూపించండి',
  'present.end': 'సెషన్ ముగించండి',
  'present.offline': 'ఆఫ్‌లైన్: కోడ్ పనిచేస్తూనే ఉంటుంది. నెట్‌వర్క్ వచ్చాక పేర్లు కనిపిస్తాయి.',
  'present.leave': 'ఈరోజుకు తిరిగి',

  'end.title': 'సెషన్ ముగించాలా?',
  'end.present': 'హాజరు',
  'end.late': 'ఆలస్యం',
  'end.excused': 'అనుమతి ఉంది',
  'end.absent': 'గైర్హాజరు అవుతారు',
  'end.waiting': 'పరిశీలన లేదా జాబితాలో చేర్చడం మిగిలి ఉంది',
  'end.text': 'తర్వాత వచ్చే స్కాన్‌లు కూడా లెక్కలోకి వస్తాయి: గైర్హాజరును హాజరు లేదా ఆలస్యంగా మారుస్తాయి, మీకు తెలియజేస్తాం.',
  'end.confirm': 'సెషన్ ముగించండి',
  'end.done': 'సెషన్ పూర్తయింది.',
};
