import Type from 'typebox';
import { byProvider, Provider } from '../clouds/index.ts';
import { CONFLUENT } from '../confluent/calls.ts';
import { enumeration, flag, object, text, texts } from '../input/shapes.ts';
import { Access } from './access.ts';
import { fact, proof } from './declare.ts';
import { Kms, Vault } from './kms.ts';

const { clusters, environments, keys, quotas } = CONFLUENT;

/** How long Confluent has held a key that no cluster uses. */
export const Release = object({
  /** Days since a cluster was last seen on the key, and since the first whole scan that saw none. */
  days_gone: fact(Type.Number(), [clusters, keys], {
    words: 'how many days ago a cluster was last on the key',
    examples: [0, 30],
  }),
  days_free: fact(Type.Number(), [clusters, keys], {
    words: 'for how many days no cluster has been on the key',
    examples: [0, 30],
  }),
  /** Whether Confluent should have released the key by now; unknown/ambiguous between the two. */
  overdue: fact(flag, [clusters, keys], { words: 'whether Confluent holds the key for too long', examples: [false, true] }),
});

/** What Confluent's own test of a registered key found. */
export const Validation = object({
  phase: fact(enumeration('VALID', 'INVALID', 'INITIALIZING'), [keys], { words: 'the validation phase' }),
  since: fact(text, [keys], { words: 'when the validation phase began', examples: ['2026-01-01T00:00:00Z'] }),
  message: fact(text, [keys], { words: 'the validation message', examples: ['', 'The key cannot be used.'] }),
  /** Between registration and `as_of`. */
  hours_since_registration: fact(Type.Number(), [keys], { examples: [1000, 1] }),
});

export const keyFacts = {
  provider: fact(Provider, [keys], { elsewhere: byProvider(({ provider }) => provider) }),
  /** What Confluent calls the provider, in its own spelling; the key's kind decides what it is. */
  stated_provider: fact(text, [keys], { examples: ['AWS', 'GCP'] }),
  kms_name: fact(text, [keys], { words: 'the KMS name', examples: ['arn:aws:kms:us-west-2:000000000000:key/apple'] }),
  /** Whom Confluent uses the key as: role ARNs; the application id; the Google group. Never empty. */
  principals: fact(texts, [keys], { examples: [['arn:aws:iam::000000000001:role/gardener']] }),
  /** Ids of the visible clusters on this KMS key, sorted. */
  clusters: fact(texts, [clusters, keys], { examples: [['lkc-apple'], []] }),
  /** Kinds of those clusters (Dedicated, Enterprise ...), sorted, each once. */
  cluster_kinds: fact(texts, [clusters, keys], {
    examples: [['Dedicated'], ['Enterprise'], ['Dedicated', 'Enterprise'], ['Basic'], []],
  }),
  all_kinds_known: proof([clusters, keys], 'of which type each cluster on the key is'),
  /** Whether every cluster that could use the key was seen, together with the key that it uses. */
  all_users_seen: proof([environments, quotas, clusters, keys], 'whether every cluster on the key was seen'),
  /** The state of the registration, as Confluent has it; a legacy key is in use. */
  confluent_state: fact(enumeration('AVAILABLE', 'IN_USE'), [keys], { examples: ['IN_USE', 'AVAILABLE'] }),
  /** Whole days between registration and `as_of`. */
  days_since_registration: fact(Type.Integer(), [keys], { examples: [41, 30, 1] }),
  release: Release,
  /** False: nothing depends on the key. Confluent calls it (and each twin registration) available and no visible cluster uses it. */
  in_use: fact(flag, [environments, clusters, keys], { words: 'whether the key is in use' }),
  validation: Validation,
  kms: Kms,
  vault: Vault,
  access: Access,
};
