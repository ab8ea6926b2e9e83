/** Puts endpoints on the application. */
import { Hono } from 'hono';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import type { Endpoint } from './endpoint.ts';

export function mount(deps: AppDeps, endpoints: readonly Endpoint[]): App {
  const app = new Hono<AppEnv>();
  for (const { method, path, run } of endpoints) app.on(method.toUpperCase(), path, (c) => run(deps, c));
  return app;
}
