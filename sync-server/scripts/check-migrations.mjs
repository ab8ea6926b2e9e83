/** Are the committed migrations what the schema generates? Generates into a copy: a change there means no. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const committed = join(packageDir, 'drizzle');
// Inside the package: drizzle-kit takes the folder relative to its working directory.
const copy = mkdtempSync(join(packageDir, '.migrations-check-'));

function filesOf(folder) {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  );
}

try {
  cpSync(committed, copy, { recursive: true });
  const before = filesOf(copy);
  const run = spawnSync(join(packageDir, 'node_modules', '.bin', 'drizzle-kit'), ['generate'], {
    cwd: packageDir,
    env: { ...process.env, DRIZZLE_OUT: `./${copy.slice(packageDir.length)}` },
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    process.stderr.write(`drizzle-kit failed:\n${run.stdout}${run.stderr}`);
    process.exitCode = 1;
  } else {
    const after = filesOf(copy);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    if (changed.length > 0) {
      process.stderr.write(
        `The schema has changed; run migrations:generate and commit:\n${changed.join('\n')}\n`,
      );
      process.exitCode = 1;
    } else {
      process.stdout.write(`${before.size} migration files match the schema\n`);
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
