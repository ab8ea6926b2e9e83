/** `pnpm test:hostile [--json file] [<test file>…]`: the hostile suite with all of its inputs. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';
import { startVitest } from 'vitest/node';
import { ClosingLineReporter } from '../src/closing-line-reporter.ts';
import type { HostileSummary } from '../src/reliability-summary.ts';

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });

class SummaryReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inputs = new Map<string, number>();
    for (const test of tests)
      for (const [kind, count] of Object.entries(test.meta().heard?.inputs ?? {}))
        inputs.set(kind, (inputs.get(kind) ?? 0) + count);
    const cases = tests.map((test): HostileSummary['cases'][number] => {
      const { state } = test.result();
      const answers = [...(test.meta().heard?.answers ?? [])];
      return { name: test.fullName, state: state === 'pending' ? 'skipped' : state, answers };
    });
    const summary: HostileSummary = {
      suite: 'hostile',
      inputs: Object.fromEntries(inputs),
      failed: cases.filter(({ state }) => state === 'failed').length,
      cases,
    };
    writeFileSync(this.#file, `${JSON.stringify(summary, null, 2)}\n`);
  }
}

process.env['HOSTILE'] = 'full';
const vitest = await startVitest(positionals, {
  watch: false,
  project: ['hostile'],
  reporters: [
    'default',
    new ClosingLineReporter(),
    ...(values.json === undefined ? [] : [new SummaryReporter(resolve(values.json))]),
  ],
});
await vitest.close();
