import Type from 'typebox';
import { byProvider, Provider } from '../clouds/index.ts';
import { CONFLUENT } from '../confluent/calls.ts';
import { enumeration, flag, object, text, texts } from '../input/shapes.ts';
import { Access, everyHolder, NO_PRINCIPALS } from './access.ts';
import { fact, proof, shortenedFact } from './declare.ts';
import { Holder } from './holder.ts';
import { Kms, Vault } from './kms.ts';
import { aws } from './origins.ts';
import { Owner } from './owner.ts';
import { TWO_NAMES } from './values.ts';

const { clusters, environments, keys, quotas } = CONFLUENT;
const storeOf = [aws.custom_key_store, aws.origin];

/** What was before the first scan is not listed. */
const PAST = {
  not_collected: {
    text: 'It is not known when the last cluster on the key was deleted. Import the audit log of Confluent (byok-audit history import), declare the cluster in retired_clusters, or keep scanning with a history.',
    paste: 'retired_clusters',
  },
  ambiguous: {
    text: 'The last cluster on the key went between two scans. Declare it in retired_clusters with the day of its deletion, or scan again: after five days without a cluster the history decides.',
    paste: 'retired_clusters',
  },
} as const;

/** How long Confluent has held a key that no cluster uses. */
export const Release = object({
  /** Days since a cluster was last seen on the key, and since the first whole scan that saw none. */
  days_gone: fact(Type.Number(), [clusters, keys], {
    words: 'how many days ago a cluster was last on the key',
    unknown: PAST,
    examples: [0, 30],
  }),
  days_free: fact(Type.Number(), [clusters, keys], {
    words: 'for how many days no cluster has been on the key',
    unknown: PAST,
    examples: [0, 30],
  }),
  /** Whether Confluent should have released the key by now; unknown/ambiguous between the two. */
  overdue: fact(flag, [clusters, keys], {
    words: 'whether Confluent holds the key for too long',
    examples: [false, true],
    unknown: PAST,
  }),
});

/** What Confluent's own test of a registered key found. */
export const Validation = object({
  phase: fact(enumeration('VALID', 'INVALID', 'INITIALIZING'), [keys], {
    words: 'the validation phase',
    profile: true,
    unknown: {
      not_collected: {
        text: 'Confluent reports no validation of this key: it validates only registered keys. Attest by what Confluent support or the running clusters show that the key works.',
        paste: 'attestation',
      },
    },
  }),
  since: fact(text, [keys], { words: 'when the validation phase began', examples: ['2026-01-01T00:00:00Z'] }),
  message: fact(text, [keys], { words: 'the validation message', examples: ['', 'The key cannot be used.'] }),
  /** Between registration and `as_of`. */
  hours_since_registration: fact(Type.Number(), [keys], { examples: [1000, 1] }),
});

const holder = (over: Partial<Holder> & Pick<Holder, 'principal' | 'whose'>): Holder => ({
  may: ['use'],
  by: 'key policy, statement 1',
  why: null,
  doubt: null,
  declare: null,
  ...over,
});
const GARDENER = holder({ principal: 'arn:aws:iam::000000000001:role/gardener', whose: 'confluent' });
const stranger = (over: Partial<Holder>) =>
  holder({ principal: '000000000009', whose: 'untold', declare: '000000000009', ...over });
const IN_QUESTION = [
  stranger({ whose: 'foreign', may: ['use', 'open'], why: 'another account' }),
  stranger({ doubt: { cause: 'unsupported', detail: 'whose account 000000000009 is' } }),
  stranger({ doubt: { cause: 'ambiguous', detail: 'the condition on the weather' } }),
];

/** Who holds what on the key; the list is proven by what was read. */
export const Holders = object({
  holders: fact(Type.Array(Holder), everyHolder, {
    words: 'who holds what on the key',
    named_by: 'principal',
    examples: [[GARDENER], ...IN_QUESTION.map((one) => [GARDENER, one]), []],
  }),
  /** Those of the holders of whom it is not known that they may be: foreign, or it is open whose they are. */
  holders_in_question: fact(Type.Array(Holder), everyHolder, {
    words: 'which holders of the key are in question',
    named_by: 'principal',
    examples: [[], ...IN_QUESTION.map((one) => [one])],
  }),
  /** Whether nothing that could hold more is unread. */
  holders_decided: proof(everyHolder, 'whether everybody who holds something on the key is known', {}, 'yes'),
  /** Whether it is known of each of them whose principal it is. */
  holders_known: proof(everyHolder, 'who the holders of the key are', {
    unsupported: {
      text: 'No API says whose these principals are. Review each of them: take away what nobody can vouch for, and declare the others in trusted_principals. From then on the list is exhaustive.',
      paste: 'trusted_principals',
    },
    ambiguous: {
      text: "It is open whose a principal is, or whether a condition lets it in. Ask Confluent support about principals in Confluent's accounts; write conditions that can be evaluated; and declare in trusted_principals whom you trust.",
      paste: 'trusted_principals',
    },
  }),
});

export const keyFacts = {
  provider: fact(Provider, [keys], { elsewhere: byProvider(({ provider }) => provider) }),
  /** What Confluent calls the provider, in its own spelling; the key's kind decides what it is. */
  stated_provider: fact(text, [keys], { examples: ['AWS', 'GCP'] }),
  kms_name: fact(text, [keys], { words: 'the KMS name', examples: ['arn:aws:kms:us-west-2:000000000000:key/apple'] }),
  ...Owner.properties,
  /** Whom Confluent uses the key as: role ARNs; the application id; the Google group. Never empty. */
  principals: fact(texts, [keys], {
    examples: [['arn:aws:iam::000000000001:role/gardener']],
    unknown: NO_PRINCIPALS,
  }),
  /** Ids of the visible clusters on this KMS key: the first, sorted. */
  clusters: shortenedFact([clusters, keys], { examples: [['lkc-apple'], []] }),
  /** Kinds of those clusters (Dedicated, Enterprise ...), sorted, each once. */
  cluster_kinds: fact(texts, [clusters, keys], {
    examples: [['Dedicated'], ['Enterprise'], ['Dedicated', 'Enterprise'], ['Basic'], []],
  }),
  all_kinds_known: proof([clusters, keys], 'of which type each cluster on the key is'),
  /** Regions of those clusters, sorted, each once. */
  cluster_regions: fact(texts, [clusters, keys], { examples: [['us-west-2'], ['eu-west-1', 'us-west-2'], []] }),
  all_regions_known: proof([clusters, keys], 'in which region each cluster on the key is'),
  /** Whether every cluster that could use the key was seen, together with the key that it uses. */
  all_users_seen: proof([environments, quotas, clusters, keys], 'whether every cluster on the key was seen', TWO_NAMES, 'yes'),
  /** The state of the registration, as Confluent has it; a legacy key is in use. */
  confluent_state: fact(enumeration('AVAILABLE', 'IN_USE'), [keys], {
    examples: ['IN_USE', 'AVAILABLE'],
    unknown: TWO_NAMES,
    profile: true,
  }),
  /** Whole days between registration and `as_of`. */
  days_since_registration: fact(Type.Integer(), [keys], { examples: [41, 30, 1] }),
  release: Release,
  /** False: nothing depends on the key. Confluent calls it (and each twin registration) available and no visible cluster uses it. */
  in_use: fact(flag, [environments, clusters, keys], {
    words: 'whether the key is in use',
    unknown: TWO_NAMES,
  }),
  /** Whether a visible cluster names this very registration, or Confluent calls it in use. */
  registration_in_use: fact(flag, [clusters, keys], { words: 'whether the registration is in use' }),
  /** How many of the organization's keys were seen in the same external key store. */
  external_store_keys: fact(Type.Integer(), [keys, clusters, ...storeOf], {
    words: 'how many keys are in the external key store',
    examples: [1, 4, 5],
  }),
  external_store_counted: proof(
    [keys, clusters, environments, quotas, ...storeOf],
    'whether every key in the external key store was counted',
  ),
  ...Holders.properties,
  /** Whether the configuration declares trusted principals for the key's cloud. */
  trusted_declared: fact(flag, [], { words: 'whether trusted principals are declared', examples: [false, true] }),
  validation: Validation,
  kms: Kms,
  vault: Vault,
  access: Access,
};
