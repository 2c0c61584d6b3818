import type { KmsName } from '../clouds/kms-name.ts';
import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import { type Binding, type Bindings, googleKey } from './bindings.ts';
import type { Populations } from './populations.ts';

/**
 * Whether the clusters seen on a key are all that use it: the population is whole, and no cluster in it has a key that
 * is not known, for that might be this one.
 */
export function allUsersSeen(
  { bindings, populations }: { bindings: Bindings; populations: Populations },
  kms: Fact<KmsName>,
  users: readonly Binding[],
): Fact<true> {
  if (!isKnown(populations.clusters)) return populations.clusters;
  // it is not known whose users they are, whatever was seen of them
  if (!isKnown(kms)) return kms;
  const namesakes = bindings.byGoogleKey.get(googleKey(kms) ?? '') ?? [];
  const alias = namesakes.find((binding) => mayBeOneProject(kms, binding.kms));
  if (alias !== undefined) {
    return unknown(
      'ambiguous',
      `cluster ${alias.cluster.id} uses a key of the same name in a project that may be the same: one of the two gives it by number`,
    );
  }
  const other = bindings.onUnknownKeys.find((binding) => !users.includes(binding));
  if (other === undefined || isKnown(other.kms)) return populations.clusters;
  const { cause, detail, ...at } = other.kms.unknown;
  return unknown(cause, `which key cluster ${other.cluster.id} uses could not be read: ${detail}`, at);
}

type Named = Pick<KmsName, 'provider'> & { project?: string; location?: string; key_ring?: string; key?: string };

/** Google takes a project's number for its id: two names that differ in nothing else may be one key. */
export function mayBeOneProject(a: Fact<Named>, b: Fact<Named>): boolean {
  if (!isKnown(a) || !isKnown(b) || a.value.provider !== 'gcp' || b.value.provider !== 'gcp') return false;
  const [one, other] = [a.value, b.value];
  const rest = ({ location, key_ring, key }: Named) => `${location} ${key_ring} ${key}`;
  // two numbers, or two ids, are two projects
  const numbered = [one.project, other.project].filter((project) => project !== undefined && /^\d+$/.test(project));
  return rest(one) === rest(other) && numbered.length === 1;
}
