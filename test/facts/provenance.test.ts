import { expect, test } from 'vitest';
import { PROVENANCE } from '../../src/facts/provenance.ts';
import { SUBJECT_SCHEMAS, SUBJECT_TYPES } from '../../src/subjects/schema.ts';

type Schema = { properties?: Record<string, Schema>; anyOf?: Schema[] };

/** Paths of all facts in a subject's schema: a fact is a value or an unknown. */
function factsIn({ properties = {} }: Schema, path: readonly string[] = []): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const here = [...path, name];
    const isFact = schema.anyOf?.some((branch) => branch.properties?.unknown !== undefined) ?? false;
    return isFact ? [here.join('.')] : factsIn(schema, here);
  });
}

test.each(SUBJECT_TYPES)('every fact of a subject of type %s says on which calls it rests, and nothing else does', (type) => {
  expect(Object.keys(PROVENANCE[type]).sort()).toEqual(factsIn(SUBJECT_SCHEMAS[type] as Schema).sort());
});
