/** A student's phone as the web benchmarks drive it, and what its own timeline tells about a scan. */
import type { BrowserContext, Page } from 'playwright-core';
import { PASSWORD } from '../e2e/kit/people.ts';
