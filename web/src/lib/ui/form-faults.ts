/**
 * What the server found wrong with a form (RFC 9457 `issues`), by field: `faultsOf(problem.issues, sentence)`
 * gives what `fault={faults['email'] ?? null}` shows. The first issue of a field is the one that is shown.
 */
export interface FormIssue {
  /** Field, such as `email` or `times.0.start`; '' for the form as a whole. */
  readonly path: string;
  readonly code: string;
}

export function faultsOf(
  issues: readonly FormIssue[],
  sentence: (issue: FormIssue) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(issues.toReversed().map((issue) => [issue.path, sentence(issue)]));
}
