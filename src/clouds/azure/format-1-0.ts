import { isRecord } from '../../input/is-record.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const valuesOf = (fact: unknown): unknown[] => (isRecord(fact) && Array.isArray(fact.value) ? fact.value : []);
const each = (ids: unknown[], value: unknown): Record<string, unknown> =>
  Object.fromEntries(ids.filter(isText).map((id) => [id.toLowerCase(), value]));

/**
 * A key of snapshot format 1.0 with the role definitions of 1.1, by each id that an assignment names. Where the vault had no
 * role assignments to be found, there were no deny assignments either.
 */
export function azureKeyOf10(key: Record<string, unknown>, missing: unknown): Record<string, unknown> {
  const assignments = valuesOf(key.role_assignments);
  const ids = assignments.map((assignment) => (isRecord(assignment) ? assignment.role_definition_id : undefined));
  const { role_assignments: beside } = key;
  const notFound = isRecord(beside) && isRecord(beside.unknown) && beside.unknown.cause === 'not_found';
  return { role_definitions: each(ids, missing), ...(notFound && { deny_assignments: beside }), ...key };
}

/** By each application that a registration names, its service principal, which format 1.0 did not have. */
export const servicePrincipalsOf10 = (registrations: readonly Record<string, unknown>[], missing: unknown) =>
  each(
    registrations.flatMap(({ principals }) => valuesOf(principals)),
    { object_id: missing, groups: missing },
  );
