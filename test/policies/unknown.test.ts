import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import type { Subject } from '../../src/inventory/subject.ts';

const { module, catalogue } = loadPolicy();
const judge = openDoor(module, catalogue.rules);
const common = { name: null, parameters: parameterValues(catalogue, {}), as_of: '2026-03-01T00:00:00Z' };

/** Values of each fact, by its path. Each fact's source is its path, so that evidence tells which facts were read. */
const facts: Record<Subject['type'], Record<string, unknown[]>> = {
  organization: { 'quota.limit': [20], 'quota.used': [4, 19], 'quota.difference': [0, -1], 'quota.remaining': [16] },
  environment: {},
  cluster: {
    production: [true, false],
    cloud: ['aws'],
    region: ['us-west-2'],
    kind: ['Dedicated'],
    phase: ['PROVISIONED'],
    encryption: ['byok', 'legacy', 'confluent'],
    'key.id': ['cck-apple'],
    'key.kms_name': ['arn:aws:kms:us-west-2:000000000000:key/apple'],
    'key.region': ['us-west-2', 'global'],
    'key.other_clusters': [[], ['lkc-pear']],
    'key.all_users_seen': [true],
  },
  key: {
    provider: ['aws'],
    kms_name: ['arn:aws:kms:us-west-2:000000000000:key/apple'],
    clusters: [['lkc-apple']],
    in_use: [true, false],
    'validation.phase': ['VALID', 'INVALID', 'INITIALIZING'],
    'validation.since': ['2026-01-01T00:00:00Z'],
    'validation.message': [''],
    'validation.hours_since_registration': [1, 100],
    'kms.service': ['aws_kms', 'azure_managed_hsm'],
    'kms.present': [true, false],
    'kms.state': ['enabled', 'disabled', 'expired', 'pending_deletion', 'destroyed'],
    'kms.region': ['us-west-2'],
    'kms.deletion_date': ['2026-03-11T12:00:00Z'],
    'kms.days_to_deletion': [10],
    'kms.material': ['generated', 'imported', 'external'],
    'kms.origin': ['AWS_KMS'],
    'kms.rotatable': [true, false],
    'kms.rotation_enabled': [true, false],
    'kms.rotation_period_days': [null, 90, 400],
  },
};
const plain: Record<Subject['type'], object> = {
  organization: {},
  environment: {},
  cluster: { environment: 'env-orchard', environment_name: null },
  key: { registered: true, production: true },
};

type Chosen = Record<string, unknown>;

/** Every combination of two facts' values, the others as in the first of each list. */
function pairs(values: Record<string, unknown[]>): Chosen[] {
  const first = Object.fromEntries(Object.entries(values).map(([path, [value]]) => [path, value]));
  const options = Object.entries(values).flatMap(([path, list]) => list.map((value) => ({ path, value })));
  return options.flatMap((a) => options.map((b) => ({ ...first, [a.path]: a.value, [b.path]: b.value })));
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

const rests = ({ outcome }: Verdict, path: string): boolean =>
  'evidence' in outcome && Object.values(outcome.evidence).some((fact) => 'source' in fact && fact.source === path);

test.each(['organization', 'cluster', 'key'] as const)('hiding a fact of a %s gives no verdict that was not earned', (type) => {
  const wrong: object[] = [];
  const met = new Set<string>();
  for (const values of pairs(facts[type])) {
    const seen = judge(subject(type, values));
    for (const { rule, outcome } of seen) met.add(`${rule} ${outcome.status}`);
    for (const path of Object.keys(values)) {
      judge(subject(type, values, path)).forEach((hidden, index) => {
        const before = seen[index];
        if (before === undefined) throw new Error('a verdict is missing');
        const allowed = rests(before, path) ? MAY_BECOME[before.outcome.status] : [before.outcome.status];
        if (!allowed?.includes(hidden.outcome.status))
          wrong.push({ rule: before.rule, path, values, before: before.outcome.status, after: hidden.outcome });
      });
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  const rules = catalogue.rules.filter(({ subject_type }) => subject_type === type);
  for (const { id } of rules) for (const status of ['pass', 'fail']) expect(met).toContain(`${id} ${status}`);
  expect([...met].filter((verdict) => verdict.endsWith('error'))).toEqual([]);
});
