/** A route of the older system says what went wrong as its clients read it: `success: false` and `error`, beside the problem. */
import type { Endpoint } from './endpoint.ts';

export const SUCCESS = { success: true } as const;

export function forReference(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    run: async (deps, c) => {
      const answer = await endpoint.run(deps, c);
      const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
      if (!isProblem) return answer;
      const problem = (await answer.json()) as { readonly title: string };
      const body = JSON.stringify({ success: false, error: problem.title, ...problem });
      return new Response(body, { status: answer.status, headers: answer.headers });
    },
  };
}
