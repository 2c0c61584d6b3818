import type { Config } from '../config/schema.ts';
import { confluentCall } from '../confluent/calls.ts';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import { type Advice, advice } from '../facts/advice.ts';
import type { Unknown } from '../facts/fact.ts';
import { GRANTORS, type Grantor, type Need, needs, PERMISSIONS } from '../permissions.ts';
import { adviceOnCall, remedyOfLack } from '../report/unknown-remedy.ts';
import type { PermissionStatus, TriedAt, TriedPermission } from './schema.ts';
import type { Outcome, Trial } from './trial.ts';

/** What became of a permission at one place, and of the call that decided it why there is no answer. */
type Tried = TriedAt & { why: Unknown | null };

/** A permission that is denied at these places, and how the calls were refused there. */
export type Denied = { grantor: Grantor; permission: string; places: string[]; why: Unknown[] };

/** A trial; `unasked` says why nothing was asked at all, where that is so. */
type Given = Pick<Trial, 'outcomes' | 'places'> & { unasked: string | null };

/** What came of each permission that the rules need. */
export function permissionsTried(rules: readonly CatalogueRule[], trial: Given, config: Config) {
  const permissions: TriedPermission[] = [];
  const denied: Denied[] = [];
  for (const grantor of GRANTORS)
    for (const need of needs(rules, grantor)) {
      const tried = trial.unasked === null ? triedIn(grantor, need, trial) : [untried(null, trial.unasked)];
      permissions.push(summed(grantor, need, tried, config));
      const refused = tried.filter(({ status }) => status === 'denied');
      if (refused.length > 0)
        denied.push({
          grantor,
          permission: need.permission,
          places: refused.flatMap(({ place }) => place ?? []),
          why: refused.flatMap(({ why }) => why ?? []),
        });
    }
  return { permissions, denied };
}

/** The worst first: one place without it leaves something unknown. */
const ORDER: readonly PermissionStatus[] = ['denied', 'undetermined', 'allowed', 'not_tried'];

function summed(grantor: Grantor, need: Need, tried: readonly Tried[], config: Config): TriedPermission {
  const { permission, for: why, calls, rules, optional = null } = need;
  const status = ORDER.find((one) => tried.some((at) => at.status === one)) ?? 'not_tried';
  const unclear = status === 'undetermined' ? tried.find((at) => at.status === status)?.why : null;
  return {
    grantor,
    permission,
    for: why,
    calls: [...calls],
    status,
    places: tried.map(({ why: _, ...at }) => at),
    rules: status === 'allowed' ? [] : rules,
    optional,
    remedy: unclear == null ? null : remedyOf(unclear, config),
  };
}

const untried = (place: string | null, detail: string): Tried => ({
  ...{ place, status: 'not_tried', call: null, cause: null },
  ...{ detail, why: null },
});

function triedIn(grantor: Grantor, need: Need, { outcomes, places }: Given): Tried[] {
  const asked = outcomes.filter((one) => one.grantor === grantor && isOf(one, need));
  if (grantor === 'confluent') return [triedAt(need, null, asked)];
  const own = places.filter(({ provider }) => provider === grantor);
  if (own.length === 0) return [untried(null, NO_KEY)];
  return own.map(({ place }) =>
    triedAt(
      need,
      place,
      asked.filter((one) => one.place === place),
    ),
  );
}

/** Why nothing of a cloud is tried. */
export const NO_KEY = 'no key of this cloud is known';

/** Whether a call needs a permission. Where several share a source, the call says which of them it is. */
function isOf({ grantor, call }: Outcome, { permission, calls }: Need): boolean {
  const source = confluentCall(call.source);
  if (!calls.includes(source)) return false;
  const sharing = PERMISSIONS.get(grantor)?.filter((one) => one.calls.includes(source)) ?? [];
  return sharing.length === 1 || call.permission === permission;
}

function triedAt({ where }: Need, place: string | null, asked: readonly Outcome[]): Tried {
  const found = asked.map((one) => statusOf(place, one));
  const [worst] = ORDER.flatMap((status) => found.filter((one) => one.status === status));
  const nothing = where === undefined ? 'no call that needs it was made' : `it is needed only where ${where}`;
  return worst ?? untried(place, nothing);
}

/** That something is not there is an answer too: who may not ask is refused. */
function statusOf(place: string | null, { call, why }: Outcome): Tried {
  if (why === null) return { place, status: 'allowed', call: call.call, cause: null, detail: 'answered', why };
  const { cause, detail, source = call.source, permission } = why;
  // what failed was something before it, such as the credentials
  if (source !== call.source) return untried(place, `${why.call ?? source} failed: ${detail}`);
  if (cause === 'not_collected') return untried(place, detail);
  const about = { place, call: call.call, cause, detail, why };
  if (cause === 'not_found') return { ...about, status: 'allowed' };
  return { ...about, status: cause === 'denied' && permission !== undefined ? 'denied' : 'undetermined' };
}

/** What to do about an answer that says neither that the permission is there nor that it is missing. */
function remedyOf(why: Unknown, config: Config): Advice {
  const lack = { cause: why.cause, source: why.source ?? null, permission: why.permission ?? null };
  const known = remedyOfLack({ ...lack, rule: undefined, fact: '', cloud: null });
  return known === null ? adviceOnCall(lack, [], config) : advice(known.text);
}
