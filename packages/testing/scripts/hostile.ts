/** `pnpm test:hostile [<file>…]`: the hostile suite with all of its inputs. */
import { startVitest } from 'vitest/node';

process.env['HOSTILE'] = 'full';
const vitest = await startVitest(process.argv.slice(2), { watch: false, project: ['hostile'] });
await vitest.close();
