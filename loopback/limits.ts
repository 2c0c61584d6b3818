import { type LimitName, PUBLISHED_LIMITS, type Rate } from '../src/collect/published-limits.ts';
import type { LoggedRequest } from './service.ts';

/** By a limit and what it counts together, when the calls came that it counts. */
export function countedBy(requests: readonly LoggedRequest[]): Map<string, { limit: LimitName; times: number[] }> {
  const counted = new Map<string, { limit: LimitName; times: number[] }>();
  for (const request of requests) {
    for (const [limit, within] of limitsOf(request)) {
      const key = `${limit} ${within}`;
      const entry = counted.get(key) ?? { limit, times: [] };
      counted.set(key, entry);
      entry.times.push(request.at);
    }
  }
  return counted;
}

/** How the vendors count, by the ids of the stand-ins and not by anything that the collectors say. */
function limitsOf({ id, path }: LoggedRequest): [limit: LimitName, within: string][] {
  const [, operation = '', region = ''] = /^kms:(\w+) arn:[^:]+:kms:([^:]+):/.exec(id) ?? [];
  const kms = `aws:kms:${operation}`;
  // all roles and identities as one caller, which is stricter than AWS
  if (operation !== '' && kms in PUBLISHED_LIMITS) return [[kms as LimitName, region]];
  const [, vault] = /^keyvault:\w+ ([^/]+)/.exec(id) ?? [];
  // the stand-ins have one subscription
  if (vault !== undefined)
    return [
      ['azure:keyvault', vault],
      ['azure:keyvault of a subscription', ''],
    ];
  if (id.startsWith('arm:')) return [['azure:arm', /^\/subscriptions\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? 'tenant']];
  if (id.startsWith('graph:')) return [['graph', '']];
  if (id.startsWith('cloudkms:')) return [['gcp:kms', '']];
  if (id.startsWith('iam:')) return [['gcp:iam', '']];
  return [];
}

/** Seconds from the first of so many calls to the last, if they come as soon as the rate admits. */
export const leastTime = (rate: Rate, calls: number): number =>
  'burst' in rate
    ? Math.max(0, calls - rate.burst) / rate.perSecond
    : Math.max(0, Math.ceil(calls / rate.calls) - 1) * rate.seconds;

/** The most calls by which any stretch of time has more than the rate admits; 0 where it is kept. */
export function excess(rate: Rate, times: readonly number[]): number {
  const tolerance = 1e-6;
  if ('burst' in rate) {
    let calls = rate.burst;
    let filledAt = times[0] ?? 0;
    let worst = 0;
    for (const at of times) {
      calls = Math.min(rate.burst, calls + ((at - filledAt) / 1000) * rate.perSecond) - 1;
      filledAt = at;
      worst = Math.max(worst, -calls);
    }
    return worst > tolerance ? worst : 0;
  }
  let first = 0;
  let worst = 0;
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? at) >= rate.seconds * 1000 - tolerance) first++;
    worst = Math.max(worst, index - first + 1 - rate.calls);
  }
  return worst;
}
