/** Demo. */
import type { AppDeps } from '../app.ts';
export async function seedDemo(_deps: AppDeps): Promise<void> {}
