import Type from 'typebox';
import { ServicePrincipal } from '../clouds/azure/snapshot.ts';
import { CONFLUENT } from '../confluent/calls.ts';
import { object, texts } from '../input/shapes.ts';
import { fact, proof } from './declare.ts';
import { Lack, Missing } from './lack.ts';
import { aws, azure, google, vault } from './origins.ts';

// conditions may ask what the key is
const ofAws = [aws.policy, aws.grants, aws.tags, aws.spec];
const ofAzure = [
  vault.rbac,
  vault.access_policies,
  azure.role_assignments,
  azure.role_definitions,
  azure.deny_assignments,
  ServicePrincipal,
];
const ofGoogle = [google.policy, google.key_ring_policy, google.project_policy, google.roles];
/** What gives anything on a key to anybody. */
const everyPolicy = [CONFLUENT.keys, ...ofAws, ...ofAzure, ...ofGoogle];

/** What decides whether a key may be used, whoever may use it, counts with them. */
const ofUse = [...everyPolicy, google.allowed_reasons];

/** What else says who holds something on a key, and whose they are. */
export const everyHolder = [...everyPolicy, azure.eligible_roles, azure.delegations, azure.principals, google.project];

const GARDENER = 'arn:aws:iam::000000000001:role/gardener';

/** Confluent names none for a key that is only named on a cluster. */
export const NO_PRINCIPALS = {
  not_collected: {
    text: 'Confluent names no principals for a key that is only named on a cluster. Attest what Confluent holds on it, by the ticket or the template that it was granted with; clusters on a registered key have no such gap.',
    paste: 'attestation',
  },
} as const;

/** What the policies give to the principals that Confluent uses the key as. */
export const ToConfluent = object({
  /** What each principal holds, and by what. */
  granted: fact(texts, ofUse, {
    words: 'what Confluent holds on the key',
    unknown: NO_PRINCIPALS,
    examples: [[`${GARDENER}: all by statement 1`], []],
  }),
  /** What a principal needs and is proven not to hold. */
  lacking: fact(texts, ofUse, {
    words: 'what Confluent lacks on the key',
    unknown: NO_PRINCIPALS,
    examples: [[], [`${GARDENER} lacks kms:Decrypt (no statement gives it)`]],
  }),
  /** The same, with the reasons. */
  missing: fact(Type.Array(Missing), ofUse, {
    words: 'which permissions Confluent lacks, and why',
    unknown: NO_PRINCIPALS,
    examples: [
      [],
      ...Lack.enum.map((because): Missing[] => [
        { principal: GARDENER, object_id: null, permissions: ['kms:Decrypt'], because, by: 'statement 1' },
      ]),
    ],
  }),
  decided: proof(ofUse, 'whether Confluent holds what it needs', NO_PRINCIPALS),
  /** What a principal holds beyond its need. */
  excess: fact(texts, everyPolicy, {
    words: 'what Confluent holds beyond its need',
    unknown: NO_PRINCIPALS,
    examples: [[], [`${GARDENER} holds kms:* (statement 1)`]],
  }),
  excess_decided: proof(everyPolicy, 'whether Confluent holds more than it needs', NO_PRINCIPALS),
  /** What a reader should know beside the verdict. */
  remarks: fact(texts, [...ofAws, vault.id, google.allowed_reasons], {
    examples: [[], ['the vault was moved']],
  }),
});

/** What the policies give to everybody. No policy of Azure can. */
export const ToEverybody = object({
  public: fact(texts, [...ofAws, ...ofGoogle], {
    words: 'what everybody holds on the key',
    examples: [[], ['everybody holds kms:Decrypt (statement 1)']],
  }),
  /** What lets everybody read about the key, without using it or changing anything. */
  public_reads: fact(texts, [...ofAws, ...ofGoogle], {
    words: 'what everybody may read about the key',
    examples: [[], ['everybody may kms:DescribeKey (statement 1)']],
  }),
  public_decided: proof([...ofAws, ...ofGoogle], 'whether the key is open to everybody'),
});

/** What the key's own policies give; the lists are proven by what was read, `*_decided` says that nothing is missing from them. */
export const Access = object({ ...ToConfluent.properties, ...ToEverybody.properties });
