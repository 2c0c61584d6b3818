import Type from 'typebox';
import { Provider } from '../clouds/index.ts';
import { CONFLUENT } from '../confluent/calls.ts';
import { nullable, object, text } from '../input/shapes.ts';
import { fact, proof, shortenedFact } from './declare.ts';
import { aws, azure, google, vault } from './origins.ts';
import { tagsOf } from './owner.ts';
import { TWO_NAMES } from './values.ts';

const { clusters, environments, keys, quotas } = CONFLUENT;
/** The key that the cluster uses: named on the cluster, looked up in the list of registered keys. */
const own_key = [clusters, keys];
/** That the list of keys is whole, proven by Confluent's own counts. */
const every_key = [keys, quotas, environments];
/** When the key was made; the material of a replica is as old as its primary. */
const key_made = [aws.created_at, aws.multi_region_primary, azure.versions, google.created_at];

const ARN = 'arn:aws:kms:us-west-2:000000000000:key/apple';

export const clusterFacts = {
  production: fact(Type.Boolean(), [clusters, environments], { words: 'whether the cluster is for production' }),
  /** In lower case; unknown/unrecognized where it is none of the three. */
  cloud: fact(Provider, [clusters], { profile: true }),
  region: fact(text, [clusters], { examples: ['us-west-2'], profile: true }),
  kind: fact(text, [clusters], { examples: ['Dedicated', 'Basic', 'Freight', 'Express'], profile: true }),
  phase: fact(text, [clusters], { examples: ['PROVISIONED'], profile: true }),
  deletion_protection: fact(Type.Boolean(), [clusters], { profile: true }),
  /** byok: a key registered with Confluent; legacy: a KMS key named on the cluster itself; confluent: none of the customer's. */
  encryption: fact(Type.Union([Type.Literal('byok'), Type.Literal('legacy'), Type.Literal('confluent')]), [clusters], {
    words: 'with whose key the cluster is encrypted',
    profile: true,
  }),
  key: object({
    /** Confluent's id of the key, or the KMS name of a legacy key. */
    id: fact(text, [clusters], { words: 'which key the cluster uses', examples: ['cck-apple'], profile: true }),
    kms_name: fact(text, own_key, { words: 'the KMS name of the key', examples: [ARN] }),
    /** Whose it is, by its tags; null where none of them says so. */
    owner: fact(nullable(text), [...own_key, ...tagsOf], {
      words: 'the owner of the key',
      examples: ['orchard', null],
      profile: true,
    }),
    provider: fact(Provider, own_key, { words: 'the provider of the key' }),
    /** Whether the organization's key list holds the id. */
    registered: fact(Type.Boolean(), [...own_key, ...every_key], { words: 'whether the key is registered' }),
    /** The KMS name that the configuration declares for the cluster; null where it declares none. */
    expected: fact(nullable(text), [], { words: 'the declared key', examples: [ARN, null] }),
    /** Whether that is the key, by KMS name without version. */
    as_expected: fact(Type.Boolean(), own_key, {
      words: 'whether the key is the declared one',
      unknown: {
        ambiguous: {
          text: 'The declared name and that of the key differ only in the project, which one of them gives by its number. Declare the key under the name that it is registered by, once you know that it is the same project (gcloud projects describe shows both).',
          paste: 'expected_keys',
        },
      },
    }),
    /** Where the KMS keeps the key, spelt as Confluent spells regions. */
    region: fact(text, [...own_key, vault.location], {
      words: 'the region of the key',
      examples: ['us-west-2', 'global'],
    }),
    /** Ids of the other clusters seen on the same KMS key: the first, sorted. */
    other_clusters: shortenedFact(own_key, { examples: [[], ['lkc-pear']] }),
    /** Those of the clusters on the KMS key, this one included, that Confluent could not bring up: phase FAILED. The first, sorted. */
    failed_clusters: shortenedFact(own_key, { words: 'which clusters failed', examples: [[], ['lkc-apple']] }),
    /** Whether every cluster that could use the key was seen, together with the key that it uses. */
    all_users_seen: proof([...own_key, ...every_key], 'whether every cluster on the key was seen', TWO_NAMES, 'yes'),
    /** Clusters that were on the KMS key before and no longer exist, each with its dates and the source of that: the first, sorted. */
    earlier_clusters: shortenedFact(own_key, { examples: [[], ['lkc-plum (2025-01-01 to 2025-06-01, according to a scan)']] }),
    /** Whether it is proven that no cluster was on the KMS key before. */
    never_used_before: fact(Type.Boolean(), [...own_key, ...every_key, ...key_made], {
      words: 'whether another cluster used the key before',
      said: { true: 'no', false: 'yes' },
      unknown: {
        unsupported: {
          text: 'Confluent lists no deleted clusters. Import its audit log (byok-audit history import), declare every cluster that was on the key in retired_clusters, or attest that there was none.',
          paste: 'attestation',
        },
        not_collected: {
          text: 'The history has a gap in which a cluster may have come and gone. Import the audit log of Confluent for it (byok-audit history import), or attest that there was none, and scan at least every four days from now on.',
          paste: 'attestation',
        },
        ambiguous: {
          text: 'The key is or was registered more than once, or was held for a cluster that was not seen, so that scans do not show an earlier cluster. Import the audit log of Confluent (byok-audit history import), declare earlier clusters in retired_clusters, or attest that there was none.',
          paste: 'retired_clusters',
        },
      },
    }),
  }),
};
