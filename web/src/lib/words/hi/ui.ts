import type { ui as english } from '../en/ui.ts';
import type { Translation } from '../translation.ts';

export const ui: Translation<typeof english> = {
  'ui.file.how': 'यहाँ छोड़ें, या चुनने के लिए छुएँ।',
  'ui.file.ending': 'इस तरह की फ़ाइल यहाँ नहीं पढ़ी जा सकती। इनमें से चुनें: {accept}।',
  'ui.file.large': 'फ़ाइल {megabytes} एमबी से बड़ी है।',
  'ui.file.empty': 'फ़ाइल ख़ाली है।',
  'ui.more': 'और दिखाएँ',
  'ui.more.shown': '{shown} दिख रहे हैं',
  'ui.more.shownOf': '{total} में से {shown} दिख रहे हैं',
  'ui.combobox.none': 'कुछ नहीं मिला।',
  'ui.combobox.open': 'सूची दिखाएँ',
  'ui.table.selected.one': '{count} चुना गया',
  'ui.table.selected.other': '{count} चुने गए',
  'ui.table.selectAll': 'सब चुनें',
  'ui.table.selectRow': '{name} को चुनें',
  'ui.table.clear': 'चुनाव हटाएँ',
  'ui.table.sort': 'क्रम',
  'ui.chart.asTable': 'तालिका में दिखाएँ',
};
