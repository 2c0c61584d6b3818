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
  Type.Union([Type.Number(), text, flag, Type.Array(text), Type.Record(text, Type.Union([Type.Number(), Type.Array(text)]))]),
);

/** Of every type of subject; its facts come after. */
const subject = <T extends (typeof SUBJECT_TYPES)[number], P extends Type.TProperties>(type: T, properties: P) =>
  object({
    type: Type.Literal(type),
    id: text,
    /** The parameters of the rules: as in the configuration, else each rule's default. */
    parameters,
    /** The time of the evaluation, RFC 3339 in UTC. */
    as_of: text,
    name: nullable(text),
    ...properties,
  });

/** The schema of each subject type; the policies are type-checked against these. */
export const SUBJECT_SCHEMAS = {
  organization: subject('organization', organizationFacts),
  environment: subject('environment', environmentFacts),
  cluster: subject('cluster', { environment: text, environment_name: nullable(text), ...clusterFacts }),
  key: subject('key', {
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
  }),
};

export type OrganizationSubject = Type.Static<typeof SUBJECT_SCHEMAS.organization>;
export type EnvironmentSubject = Type.Static<typeof SUBJECT_SCHEMAS.environment>;
export type ClusterSubject = Type.Static<typeof SUBJECT_SCHEMAS.cluster>;
export type KeySubject = Type.Static<typeof SUBJECT_SCHEMAS.key>;
/** A subject document: all that any rule may read about one subject, and the evidence kept for it. */
export type Subject = OrganizationSubject | EnvironmentSubject | ClusterSubject | KeySubject;
