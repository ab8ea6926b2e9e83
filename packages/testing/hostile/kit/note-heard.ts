/** Around every hostile test: hands what it heard to whoever reports. */
import { afterEach } from 'vitest';
import { takeHeard } from './heard.ts';

afterEach(({ task }) => {
  task.meta.heard = takeHeard();
});
