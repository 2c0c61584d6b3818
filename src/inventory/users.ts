import type { KmsName } from '../clouds/index.ts';
import { type Fact, isKnown, unknown } from '../facts/fact.ts';
import type { Binding, Bindings } from './bindings.ts';
import { mayBeAlias, sharedNameOf } from './identity.ts';
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
  const namesakes = bindings.bySharedName.get(sharedNameOf(kms) ?? '') ?? [];
  const alias = namesakes.find((binding) => mayBeAlias(kms, binding.kms));
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
