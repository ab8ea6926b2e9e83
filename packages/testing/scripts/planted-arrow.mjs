// A check that cannot fail is no check: plants forbidden imports and expects dependency-cruiser to refuse each.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const PLANTED = [
  [
    'packages/domain/src/planted-arrow.ts',
    "import '../../sync-protocol/src/index.ts';\n",
    'domain-is-the-ground',
  ],
  ['packages/sync-client/src/planted-arrow.ts', "import 'node:fs';\n", 'pure-packages-touch-no-platform'],
  [
    'web/src/lib/planted-arrow.ts',
    "import '../../../sync-server/src/index.ts';\n",
    'web-never-imports-server',
  ],
  ['sync-server/src/planted-arrow.ts', "import 'lucia';\n", 'lucia-behind-one-file'],
];

let missed = 0;
for (const [file, source, rule] of PLANTED) {
  writeFileSync(file, source);
  try {
    const run = spawnSync('depcruise', ['--config', '.dependency-cruiser.cjs', file], {
      encoding: 'utf8',
      shell: false,
    });
    if (run.status === 0 || !run.stdout.includes(rule)) {
      missed += 1;
      console.error(`planted ${file}: expected ${rule}, got exit ${run.status}\n${run.stdout}${run.stderr}`);
    }
  } finally {
    rmSync(file, { force: true });
  }
}
if (missed > 0) process.exit(1);
console.log(`planted arrows: ${PLANTED.length} of ${PLANTED.length} refused`);
