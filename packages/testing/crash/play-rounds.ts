/** Rounds one after the other on one installation, and what they came to. */
import { install } from '../src/built-server.ts';
import type { CrashSummary } from '../src/reliability-summary.ts';
import type { Plan } from './plan.ts';
import type { RoundResult } from './round.ts';
import { playRound, prepareSchool } from './round.ts';

export interface Played {
  readonly summary: CrashSummary;
  /** For each round that failed: what was wrong, and the command that plays it again. */
  readonly tellings: readonly string[];
}

interface Rounds {
  readonly plans: readonly Plan[];
  readonly browser: boolean;
  readonly say: (line: string) => void;
}

export async function playRounds({ plans, browser, say }: Rounds): Promise<Played> {
  const installation = install();
  const kills = { server: 0, browser: 0 };
  const facts = { saved: 0, lost: 0, acknowledged: 0 };
  const tellings: string[] = [];
  const failed: number[] = [];
  try {
    const template = await prepareSchool(installation);
    for (const plan of plans) {
      const { seed } = plan;
      const result = await playRound(installation, template, plan, browser).catch(asTrouble);
      kills.server += result.kills.server;
      kills.browser += result.kills.browser;
      facts.acknowledged += result.acknowledged;
      facts.saved += result.saved;
      facts.lost += result.findings.filter(({ kind }) => kind !== 'broken').length;
      say(
        `seed ${seed}: ${result.kills.server} server and ${result.kills.browser} browser kills, ${result.acknowledged} facts acknowledged, of ${result.saved} saved, ${result.findings.length} findings`,
      );
      if (result.findings.length === 0) continue;
      failed.push(seed);
      const lines = result.findings.map(({ kind, what }) => `  ${kind}: ${what}`);
      const again = `pnpm test:crash --rounds 1 --from ${seed}${browser ? '' : ' --no-browser'}`;
      tellings.push([`seed ${seed} failed`, ...lines, `  again: ${again}`].join('\n'));
    }
  } finally {
    installation.remove();
  }
  const from = plans[0]?.seed ?? 0;
  return { summary: { suite: 'crash', from, rounds: plans.length, kills, ...facts, failed }, tellings };
}

/** A round that could not be played to its end has failed, too: facts that never arrive end it by time-out. */
function asTrouble(cause: unknown): RoundResult {
  const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return {
    kills: { server: 0, browser: 0 },
    acknowledged: 0,
    saved: 0,
    findings: [{ kind: 'broken', what }],
  };
}
