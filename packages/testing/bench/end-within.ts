/** A benchmark that hangs, or that is interrupted, ends; its servers and their data go with it. */

/** @returns what calls the deadline off */
export function endWithin(ms: number, name: string): () => void {
  const deadline = setTimeout(() => {
    process.stderr.write(`${name} took too long\n`);
    process.exit(1);
  }, ms);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  return () => clearTimeout(deadline);
}
