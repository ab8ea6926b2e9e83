/** Set-up of every test of the app: all words can be said, in English, as under a page of staff. */
import { openWords } from '../dictionary.ts';

await Promise.all([openWords('everyone'), openWords('staff'), openWords('entry')]);
