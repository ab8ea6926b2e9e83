/** Below which rate is attendance low? The institution says so, and a class may say otherwise. */
import type { RatePolicy } from '@hazri/domain';
import { DEFAULT_RATE_POLICY } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Config } from '../env.ts';
import { lowPercentOf } from '../env.ts';

export function institutionRates(config: Pick<Config, 'lowAttendance'>): RatePolicy {
  return { ...DEFAULT_RATE_POLICY, thresholdPercent: lowPercentOf(config) };
}

export function ratesOf(
  institution: RatePolicy,
  ofClass: Pick<ClassRecord, 'lowPercent'> | undefined,
): RatePolicy {
  return { ...institution, thresholdPercent: ofClass?.lowPercent ?? institution.thresholdPercent };
}
