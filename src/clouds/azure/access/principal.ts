import { type Fact, isKnown } from '../../../facts/fact.ts';
import type { Match } from '../../match.ts';

/** The service principal, its object id known. */
export type Principal = { object_id: string; groups: Fact<string[]> };

/** Kinds of principal that have no members. Any other may be a group, those that Azure has yet to name too. */
const SINGLE = new Set(['user', 'serviceprincipal', 'device']);

/** Whether an object id is the principal, or a group that it is in. `type` is given where Azure says what the id is. */
export function stands(id: string, type: string | null, { object_id, groups }: Principal): Match {
  if (sameId(id, object_id)) return true;
  if (isKnown(groups)) return groups.value.some((group) => sameId(group, id));
  return SINGLE.has(type?.toLowerCase() ?? '') ? false : { doubt: groups.unknown };
}

/** Whether a text is the wanted one: neither ids nor names of Azure distinguish case. */
export const sameId = (one: unknown, wanted: string): boolean =>
  typeof one === 'string' && one.toLowerCase() === wanted.toLowerCase();
