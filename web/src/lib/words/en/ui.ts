/** Words of components: what a table, a list or a file field says wherever it stands. */
export const ui = {
  'ui.file.how': 'Drop it here, or tap to choose.',
  'ui.file.ending': 'This kind of file can’t be read here. Choose one of: {accept}.',
  'ui.file.large': 'The file is larger than {megabytes} MB.',
  'ui.file.empty': 'The file is empty.',
  'ui.more': 'Show more',
  'ui.more.shown': '{shown} shown',
  'ui.more.shownOf': '{shown} of {total} shown',
  'ui.combobox.none': 'Nothing matches.',
  'ui.combobox.open': 'Show the list',
  'ui.table.selected.one': '1 selected',
  'ui.table.selected.other': '{count} selected',
  'ui.table.selectAll': 'Select all',
  'ui.table.selectRow': 'Select {name}',
  'ui.table.clear': 'Clear the selection',
  'ui.table.sort': 'Sort by',
  'ui.chart.asTable': 'Show as a table',
} as const;
