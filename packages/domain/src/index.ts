export * from './assert.ts';
export * from './attendance-types.ts';
export * from './facts.ts';
export * from './ids.ts';
export * from './policy.ts';
export * from './result.ts';
export * from './verdict-types.ts';
