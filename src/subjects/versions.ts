import type Type from 'typebox';
import type { KeyVersion } from '../clouds/cloud.ts';
import { type Collected, cloudOf } from '../clouds/index.ts';
import { blank } from '../facts/declare.ts';
import { derive, type Fact, isKnown, type Unknown, unknown } from '../facts/fact.ts';
import { Versions } from '../facts/kms.ts';

/** What the clusters and the registrations of a key need of its versions. */
export type Use = {
  /** Whether a cluster was seen on the key. */
  used: boolean;
  /** When the first of the clusters seen on it was created, in milliseconds; null where that is known of none. */
  earliest: number | null;
  /** The first of which it is not known. */
  unread: { unknown: Unknown } | null;
  /** Versions that registrations of the key pin: whatever the primary, the data lies under them. */
  pinned: readonly string[];
};

/**
 * Which versions of a key can hold a current cluster's data and are no longer usable: from the version that was primary
 * when the earliest cluster on the key was created, to the primary of today. The services tell no history of primaries,
 * so the order of creation is taken for it.
 * @param allUsersSeen whether the clusters seen on the key are all
 */
export function versionFacts(
  found: Collected,
  { used, earliest, unread, pinned }: Use,
  allUsersSeen: Fact<true>,
): Type.Static<typeof Versions> {
  if ('unknown' in found) return blank(Versions, found);
  const { label, facts } = cloudOf(found.key);
  if (facts.versions === undefined) return blank(Versions, unknown('not_found', `${label} names no versions of a key`));
  const { versions, primary = null } = facts.versions(found.key);
  if (!isKnown(versions)) return blank(Versions, versions);
  const undated = versions.value.find(({ created_at }) => created_at === null || Number.isNaN(Date.parse(created_at)));
  if (undated !== undefined)
    return blank(Versions, unknown('not_collected', `the reply does not say when version ${undated.id} was created`));
  const named = (list: KeyVersion[]) => derive(versions, () => list.map(({ id, state }) => `${id} (${state})`));
  const undecided = (why: string) => ({ broken_versions: named([]), versions_decided: unknown('ambiguous', why) });
  const ids = new Set(versions.value.map(({ id }) => id));
  const lost = pinned.find((id) => !ids.has(id));
  if (lost !== undefined) return undecided(`the registration pins version ${lost}, which is not among the key's versions`);
  const pins = versions.value.filter(({ id }) => pinned.includes(id));
  const broken = (list: KeyVersion[]) => named(list.filter(({ condition }) => condition === 'unusable'));
  if (primary !== null && !isKnown(primary)) {
    // whichever version is primary today, the earliest cluster's first one holds its data
    const first = earliest === null ? [] : neededSince(inOrder(versions.value, null), earliest, true).slice(0, 1);
    return { broken_versions: broken([...new Set([...first, ...pins])]), versions_decided: primary };
  }
  const known = primary === null || primary.value === null || versions.value.some(({ id }) => id === primary.value);
  const upToPrimary = inOrder(versions.value, primary?.value ?? null).filter(({ condition }) => condition !== 'never_used');
  if (upToPrimary.length === 0 || !known) return undecided('the list of versions lacks those that the key must have');
  if ([...upToPrimary, ...pins].every(({ condition }) => condition === 'usable'))
    return { broken_versions: named([]), versions_decided: derive(versions, () => true) };

  const needed = [...new Set([...neededSince(upToPrimary, earliest, used), ...pins])];
  const unclear = needed.map(({ condition }) => condition).find((condition) => typeof condition === 'object');
  // Confluent holds the key for a cluster that nobody saw: which versions that one needs is not known
  const unseen =
    !used && isKnown(allUsersSeen)
      ? unknown('ambiguous', 'no cluster was seen on the key, and Confluent holds it for one')
      : undefined;
  return { broken_versions: broken(needed), versions_decided: unread ?? unseen ?? unclear ?? allUsersSeen };
}

/** From the oldest to the primary; to the newest where no version is primary. */
function inOrder(versions: readonly KeyVersion[], primary: string | null): KeyVersion[] {
  const sorted = [...versions].sort((a, b) => Date.parse(a.created_at ?? '') - Date.parse(b.created_at ?? ''));
  const last = sorted.findIndex(({ id }) => id === primary);
  return last === -1 ? sorted : sorted.slice(0, last + 1);
}

/** What a cluster of that age needs; of a cluster whose age could not be read, the newest version alone is certain. */
function neededSince(versions: readonly KeyVersion[], created: number | null, used: boolean): KeyVersion[] {
  if (!used) return [];
  if (created === null) return versions.slice(-1);
  const first = versions.findLastIndex(({ created_at }) => Date.parse(created_at ?? '') <= created);
  return versions.slice(Math.max(0, first));
}
