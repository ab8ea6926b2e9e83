import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { defineConfig } from 'eslint/config';

/** What an iPhone of 2017 can't do, its last system being iOS 16: the build leaves such calls as they are. */
const NOT_IN_SAFARI_16 = [
  { object: 'Map', property: 'groupBy', message: 'Use groupBy of @hazri/domain.' },
  { object: 'Object', property: 'groupBy', message: 'Use groupBy of @hazri/domain.' },
  { object: 'Promise', property: 'withResolvers' },
  { object: 'AbortSignal', property: 'any' },
  { object: 'URL', property: 'canParse' },
  { property: 'checkVisibility' },
];

/** Rules that matter here: type-checked strictness, no escapes from the type system outside parsers. */
export default defineConfig(
  {
    ignores: ['**/build/', '**/dist/', '**/.svelte-kit/', '**/node_modules/', '**/.turbo/', 'docs/'],
  },
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.es2024 },
      parserOptions: {
        projectService: {
          allowDefaultProject: ['*.ts', '*.js', '*.cjs', 'sync-server/scripts/*.mjs'],
        },
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // The pure packages take time, chance and I/O as arguments.
    files: ['packages/{domain,sync-protocol,sync-client}/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        'Date',
        'crypto',
        'fetch',
        'setTimeout',
        'setInterval',
        'performance',
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }, ...NOT_IN_SAFARI_16],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    // The app lives at the root of its origin (a code's link says /S/…): there is no base path to resolve.
    rules: { 'svelte/no-navigation-without-resolve': 'off' },
  },
  { files: ['web/src/**'], languageOptions: { globals: { ...globals.browser, ...globals.serviceworker } } },
  {
    files: ['web/src/**'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-properties': ['error', ...NOT_IN_SAFARI_16] },
  },
  {
    files: ['**/*.test.ts', '**/testing/**', 'packages/testing/**', '**/bench/**'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['packages/testing/{bench,scripts}/**', 'sync-server/src/main.ts'],
    rules: { 'no-console': 'off' },
  },
);
