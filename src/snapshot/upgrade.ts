import { unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';

const missing = unknown(
  'not_collected',
  'the snapshot was written by an older version of byok-audit, which did not ask for this',
);

/**
 * An older snapshot with what it lacks filled in as not collected, so that it can be judged by what it holds. It has not
 * been checked yet: whatever is not as it should be is left as it is, for the check to find.
 * @param to the version that it then has
 */
export function upgraded(data: unknown, from: string, to: string): unknown {
  if (from !== '1.0' || !isRecord(data)) return data;
  return {
    service_principals: servicePrincipals(data.confluent),
    ...data,
    schema_version: to,
    ...(isRecord(data.kms) && { kms: mapped(data.kms, (key) => (isRecord(key) ? upgradedKey(key) : key)) }),
  };
}

function upgradedKey(key: Record<string, unknown>): unknown {
  if (key.provider === 'aws') return without(key, 'tags');
  if (key.provider === 'gcp') return { project_policy: beside(key.key_ring_policy), roles: {}, ...without(key, 'import_jobs') };
  if (key.provider !== 'azure') return key;
  return {
    role_definitions: roleDefinitions(key.role_assignments),
    deny_assignments: beside(key.role_assignments),
    ...key,
    ...(isRecord(key.vault) && { vault: { access_policies: beside(key.vault.location), ...key.vault } }),
  };
}

/** What no rule reads is no longer asked for. */
const without = (key: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(key).filter(([other]) => other !== name));

/** Of what is not there nothing would have been asked: such a fact's cause is that of the one beside it. */
const beside = (fact: unknown): unknown =>
  isRecord(fact) && isRecord(fact.unknown) && fact.unknown.cause === 'not_found' ? fact : missing;

/** By each id that an assignment names. */
function roleDefinitions(assignments: unknown): Record<string, unknown> {
  const ids = valuesOf(assignments).map((assignment) => (isRecord(assignment) ? assignment.role_definition_id : undefined));
  return Object.fromEntries(ids.filter(isText).map((id) => [id.toLowerCase(), missing]));
}

/** By each application that a registered key names. */
function servicePrincipals(confluent: unknown): Record<string, unknown> {
  const keys = isRecord(confluent) && isRecord(confluent.keys) && Array.isArray(confluent.keys.seen) ? confluent.keys.seen : [];
  const azure = keys.filter((key) => isRecord(key) && isRecord(key.kind) && key.kind.value === 'AzureKey');
  const applications = azure.flatMap(({ principals }) => valuesOf(principals)).filter(isText);
  return Object.fromEntries(applications.map((id) => [id.toLowerCase(), { object_id: missing, groups: missing }]));
}

const isText = (value: unknown): value is string => typeof value === 'string';
const valuesOf = (fact: unknown): unknown[] => (isRecord(fact) && Array.isArray(fact.value) ? fact.value : []);
const mapped = (record: Record<string, unknown>, to: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
