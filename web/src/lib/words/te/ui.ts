import type { ui as english } from '../en/ui.ts';
import type { Translation } from '../translation.ts';

export const ui: Translation<typeof english> = {
  'ui.file.how': 'ఇక్కడ వదలండి, లేదా ఎంచుకోవడానికి నొక్కండి.',
  'ui.file.ending': 'ఈ రకం ఫైల్‌ను ఇక్కడ చదవలేం. వీటిలో ఒకటి ఎంచుకోండి: {accept}.',
  'ui.file.large': 'ఫైల్ {megabytes} ఎంబీ కంటే పెద్దది.',
  'ui.file.empty': 'ఫైల్ ఖాళీగా ఉంది.',
  'ui.more': 'మరిన్ని చూపించండి',
  'ui.more.shown': '{shown} కనిపిస్తున్నాయి',
  'ui.more.shownOf': '{total}లో {shown} కనిపిస్తున్నాయి',
  'ui.combobox.none': 'ఏదీ సరిపోలలేదు.',
  'ui.combobox.open': 'జాబితా చూపించండి',
  'ui.table.selected.one': '1 ఎంచుకున్నారు',
  'ui.table.selected.other': '{count} ఎంచుకున్నారు',
  'ui.table.selectAll': 'అన్నీ ఎంచుకోండి',
  'ui.table.selectRow': '{name} ఎంచుకోండి',
  'ui.table.clear': 'ఎంపిక తీసివేయండి',
  'ui.table.sort': 'క్రమం',
  'ui.chart.asTable': 'పట్టికగా చూపించండి',
};
