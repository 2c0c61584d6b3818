import Type from 'typebox';
import { clusterFacts } from '../facts/cluster.ts';
import { environmentFacts } from '../facts/environment.ts';
import { keyFacts } from '../facts/key.ts';
import { organizationFacts } from '../facts/organization.ts';
import { flag, nullable, object, text } from '../input/shapes.ts';

/** Kinds of subjects, in the order in which reports show them. */
export const SUBJECT_TYPES = ['organization', 'environment', 'cluster', 'key'] as const;

const parameters = Type.Record(
  text,
  Type.Union([Type.Number(), text, flag, Type.Array(text), Type.Record(text, Type.Array(text))]),
);

const common = {
  id: text,
  /** The parameters of the rules: as in the configuration, else each rule's default. */
  parameters,
  /** The time of the evaluation, RFC 3339 in UTC. */
  as_of: text,
  name: nullable(text),
};

export const OrganizationSubject = object({
  type: Type.Literal('organization'),
  ...common,
  ...organizationFacts,
});
export type OrganizationSubject = Type.Static<typeof OrganizationSubject>;

export const EnvironmentSubject = object({
  type: Type.Literal('environment'),
  ...common,
  ...environmentFacts,
});
export type EnvironmentSubject = Type.Static<typeof EnvironmentSubject>;

export const ClusterSubject = object({
  type: Type.Literal('cluster'),
  ...common,
  environment: text,
  environment_name: nullable(text),
  ...clusterFacts,
});
export type ClusterSubject = Type.Static<typeof ClusterSubject>;

export const KeySubject = object({
  type: Type.Literal('key'),
  ...common,
  /**
   * The name's parts by their names, for commands that want them one by one: account, region, key_id; vault,
   * resource_group, subscription, key_name; project, location, key_ring, key_name. Empty where the name is not known.
   */
  name_parts: Type.Record(text, text),
  /** False for a legacy key, which Confluent's key list does not hold. */
  registered: flag,
  /** Whether a production cluster uses it; null where none uses it or it is not known. */
  production: nullable(flag),
  ...keyFacts,
});
export type KeySubject = Type.Static<typeof KeySubject>;

/** A subject document: all that any rule may read about one subject, and the evidence kept for it. */
export type Subject = OrganizationSubject | EnvironmentSubject | ClusterSubject | KeySubject;

/** The schema of each subject type; the policies are type-checked against these. */
export const SUBJECT_SCHEMAS = {
  organization: OrganizationSubject,
  environment: EnvironmentSubject,
  cluster: ClusterSubject,
  key: KeySubject,
} as const;
