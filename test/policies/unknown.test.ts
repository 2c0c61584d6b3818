import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import { SUBJECT_SCHEMAS, type Subject } from '../../src/subjects/schema.ts';

const { module, catalogue } = loadPolicy();
const judge = openDoor(module, catalogue.rules);
const common = { name: null, parameters: parameterValues(catalogue, {}), as_of: '2026-03-01T00:00:00Z' };

type Values = Record<string, unknown[]>;
type Schema = { const?: unknown; enum?: unknown[]; type?: string; anyOf?: Schema[]; properties?: Record<string, Schema> };

/**
 * Values of each fact, by its path, from the subject's schema. The first of each belongs to a subject in good order. Each
 * fact's source is its path, so that evidence tells which facts were read.
 */
function valuesOf(schema: Schema, path: readonly string[] = []): Values {
  return Object.assign(
    {},
    ...Object.entries(schema.properties ?? {}).map(([name, property]): Values => {
      const here = [...path, name];
      const known = property.anyOf?.find(({ properties }) => properties?.value !== undefined)?.properties?.value;
      if (known === undefined) return property.properties === undefined ? {} : valuesOf(property, here);
      return { [here.join('.')]: TELLING[here.join('.')] ?? valuesIn(known) };
    }),
  );
}

function valuesIn(schema: Schema): unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(valuesIn);
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'null') return [null];
  if (schema.type === 'array') return [[], ['quince']];
  return schema.type === 'string' ? ['quince'] : [1];
}

/** Where the schema does not say which values matter: numbers on both sides of a threshold, words that rules know. */
const TELLING: Values = {
  'quota.limit': [20],
  'quota.at_least': [4, 19],
  'quota.used': [4, 19],
  'quota.difference': [0, -1],
  cloud: ['AWS', 'GCP', 'OCI'],
  kind: ['Dedicated', 'Basic', 'Freight', 'Express'],
  region: ['us-west-2'],
  'key.region': ['us-west-2', 'global'],
  'key.expected': ['arn:aws:kms:us-west-2:000000000000:key/apple', null],
  stated_provider: ['AWS', 'GCP'],
  byok_clusters: [['lkc-apple'], []],
  clusters: [['lkc-apple'], []],
  principals: [['arn:aws:iam::000000000001:role/gardener']],
  cluster_kinds: [['Dedicated'], ['Enterprise'], ['Dedicated', 'Enterprise'], ['Basic'], []],
  confluent_state: ['IN_USE', 'AVAILABLE'],
  days_since_registration: [1, 30],
  'release.overdue': [false, true],
  'validation.hours_since_registration': [1, 100],
  'kms.deletion_date': ['2026-03-11T12:00:00Z'],
  'kms.days_to_deletion': [10],
  'kms.origin': ['AWS_KMS', 'AWS_CLOUDHSM', 'EXTERNAL'],
  'kms.rotation_period_days': [null, 90, 400],
  'kms.key_type': ['SYMMETRIC_DEFAULT', 'RSA', 'EC', 'GOOGLE_SYMMETRIC_ENCRYPTION'],
  'kms.uses': [['ENCRYPT_DECRYPT'], ['wrapKey', 'unwrapKey'], []],
  'kms.manager': ['CUSTOMER', 'AWS'],
  'kms.pinned_version': [null, '7'],
  'kms.destroy_delay_days': [30, 1],
};

/** What differs between subjects in good order: a key in each of the services, and an idle one. */
const KINDS: Record<Subject['type'], Record<string, unknown>[]> = {
  organization: [{}],
  environment: [{}],
  cluster: [{}],
  key: [
    { provider: 'aws', 'kms.service': 'aws_kms' },
    { provider: 'aws', 'kms.service': 'aws_kms', in_use: false, confluent_state: 'AVAILABLE' },
    { provider: 'azure', 'kms.service': 'azure_key_vault', 'kms.key_type': 'RSA', 'kms.uses': ['wrapKey', 'unwrapKey'] },
    { provider: 'gcp', 'kms.service': 'google_cloud_kms', 'kms.key_type': 'GOOGLE_SYMMETRIC_ENCRYPTION' },
  ],
};
const plain: Record<Subject['type'], object> = {
  organization: {},
  environment: {},
  cluster: { environment: 'env-orchard', environment_name: null },
  key: { registered: true, production: true, name_parts: {} },
};

type Chosen = Record<string, unknown>;

/** Every combination of two facts' values among those that a rule reads, the others as in a subject in good order. */
function pairs(values: Values, kind: Chosen, reads: readonly string[]): Chosen[] {
  const base = { ...Object.fromEntries(Object.entries(values).map(([path, [value]]) => [path, value])), ...kind };
  const options = reads.flatMap((path) => (values[path] ?? []).map((value) => ({ path, value })));
  return options.flatMap((a, index) => options.slice(index).map((b) => ({ ...base, [a.path]: a.value, [b.path]: b.value })));
}

function subject(type: Subject['type'], values: Chosen, unseen?: string): Subject {
  const document: Record<string, unknown> = { type, id: 'orchard', ...common, ...plain[type] };
  for (const [path, value] of Object.entries(values)) {
    const [group = '', leaf] = path.split('.');
    const fact =
      path === unseen
        ? { unknown: { cause: 'denied', detail: 'the orchard is closed' } }
        : { value, source: path, observed_at: common.as_of };
    document[group] = leaf === undefined ? fact : { ...(document[group] as object | undefined), [leaf]: fact };
  }
  return document as Subject;
}

const MAY_BECOME: Record<string, string[]> = {
  pass: ['unknown'],
  fail: ['fail', 'unknown'],
  not_applicable: ['not_applicable', 'unknown'],
  unknown: ['unknown'],
};

/**
 * Facts that a rule hands back only where they are known, because they help the reader and decide nothing: hiding them must
 * not change the status at all.
 */
const FOR_THE_READER: Record<string, string[]> = {
  'key.access_granted': ['validation.phase', 'access.remarks'],
  'key.kms_supported': ['stated_provider', 'provider'],
  'key.released': ['release.days_gone', 'release.days_free'],
  'key.validated': ['validation.message'],
};

const rests = ({ outcome }: Verdict, path: string): boolean =>
  'evidence' in outcome && Object.values(outcome.evidence).some((fact) => 'source' in fact && fact.source === path);

const POLICIES = new URL('../../policies/', import.meta.url);
const says = (id: string, what: string) =>
  new RegExp(`^${what}\\b`, 'm').test(
    readFileSync(new URL(`rules/${id.replace('.', '/')}/${id.split('.')[1]}.rego`, POLICIES), 'utf8'),
  );

test.each(catalogue.rules)('$id: hiding a fact gives no verdict that was not earned', ({ id, subject_type: type, reads }) => {
  const values = valuesOf(SUBJECT_SCHEMAS[type] as Schema);
  const wrong: object[] = [];
  const met = new Set<string>();
  const verdict = (of: Subject) => {
    const found = judge(of).find(({ rule }) => rule === id);
    if (found === undefined) throw new Error('the verdict is missing');
    met.add(found.outcome.status);
    return found;
  };
  expect(reads.filter((path) => !Object.hasOwn(values, path) && !Object.hasOwn(plain[type], path))).toEqual([]);
  for (const kind of KINDS[type]) {
    for (const chosen of pairs(values, kind, reads)) {
      const before = verdict(subject(type, chosen));
      for (const path of reads.filter((read) => Object.hasOwn(values, read))) {
        const hidden = verdict(subject(type, chosen, path));
        const decides = rests(before, path) && !FOR_THE_READER[id]?.includes(path);
        const allowed = decides ? MAY_BECOME[before.outcome.status] : [before.outcome.status];
        if (!allowed?.includes(hidden.outcome.status))
          wrong.push({ path, chosen, before: before.outcome.status, after: hidden.outcome });
      }
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect([...met].sort()).toEqual(['pass', 'fail', 'unknown', ...(says(id, 'not_applicable') ? ['not_applicable'] : [])].sort());
});
