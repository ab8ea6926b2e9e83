/** The arrows of ARCHITECTURE.md: dependencies point down only. */
const never = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: typeof from === 'string' ? { path: from } : from,
  to: typeof to === 'string' ? { path: to } : to,
});

module.exports = {
  forbidden: [
    never('no-circular', {}, { circular: true }, 'A cycle has no top and no bottom.'),
    never(
      'domain-is-the-ground',
      '^packages/domain/src',
      '^(web|sync-server|packages/(?!domain/))',
      'domain imports nothing of ours.',
    ),
    never(
      'protocol-knows-domain-only',
      '^packages/sync-protocol/src',
      '^(web|sync-server|packages/(?!domain/|sync-protocol/))',
      'sync-protocol stands on domain.',
    ),
    never(
      'client-knows-protocol',
      '^packages/sync-client/src',
      '^(web|sync-server|packages/testing/)',
      'sync-client stands on sync-protocol.',
    ),
    never(
      'web-never-imports-server',
      '^web/',
      '^(sync-server|packages/testing)/',
      'They meet on the wire only.',
    ),
    never(
      'server-never-imports-client',
      '^sync-server/',
      '^(web|packages/(sync-client|testing))/',
      'They meet on the wire only.',
    ),
    never(
      'pure-packages-touch-no-platform',
      { path: '^packages/(domain|sync-protocol|sync-client)/src', pathNot: '\\.test\\.ts$|/testing/' },
      { dependencyTypes: ['core'] },
      'No Node in the pure packages: crypto, clock and I/O are passed in.',
    ),
    never(
      'lucia-behind-one-file',
      { path: '^sync-server/src', pathNot: '^sync-server/src/auth/auth-sessions\\.ts$' },
      'node_modules/(lucia|@lucia-auth)',
      'Auth sessions have one way in.',
    ),
    never(
      'no-tests-in-code',
      { path: '^(web|sync-server|packages)/', pathNot: '\\.(test|e2e)\\.ts$|/testing/' },
      '\\.test\\.ts$',
      'Code never imports a test.',
    ),
    never(
      'routes-are-leaves',
      '^web/src/lib',
      '^web/src/routes',
      'Pages import features, never the other way round.',
    ),
    never(
      'ui-knows-no-features',
      { path: '^web/src/lib/(ui|styles|words)', pathNot: '\\.test\\.ts$' },
      '^web/src/lib/(features|device|db|sync)',
      'Components know nothing of what they show.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(web|sync-server|packages/[^/]+)/(build|dist|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'svelte', 'types'],
      extensions: ['.ts', '.js', '.svelte', '.svelte.ts', '.mjs', '.cjs'],
    },
  },
};
