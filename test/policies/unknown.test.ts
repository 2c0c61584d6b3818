import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Verdict } from '../../src/evaluate/verdict.ts';
import { FACTS } from '../../src/facts/register.ts';
import { SUBJECT_TYPES, type Subject } from '../../src/subjects/schema.ts';

const { module, catalogue } = loadPolicy();
const evaluate = openDoor(module, catalogue.rules);
const common = { name: null, parameters: parameterValues(catalogue, {}), as_of: '2026-03-01T00:00:00Z' };

type Values = Record<string, readonly unknown[]>;
type Chosen = Record<string, unknown>;

/** The examples of each fact, as the register has them. The first of each belongs to a subject that passes every rule. */
const valuesOf = (type: Subject['type']): Values =>
  Object.fromEntries([...FACTS[type].values()].map(({ path, examples }) => [path, examples]));

/** Variants of subjects that pass every rule: a key in each of the clouds, and an unused one. */
function kindsOf(type: Subject['type']): Chosen[] {
  const facts = [...FACTS[type].values()];
  const clouds = [...new Set(facts.flatMap(({ elsewhere }) => Object.keys(elsewhere)))];
  const elsewhere = clouds.map((cloud) =>
    Object.fromEntries(
      facts.flatMap((fact) =>
        Object.entries(fact.elsewhere)
          .filter(([name]) => name === cloud)
          .map(([, value]) => [fact.path, value]),
      ),
    ),
  );
  return [
    {},
    ...elsewhere,
    ...(type === 'key' ? [{ in_use: false, confluent_state: 'AVAILABLE', days_since_registration: 1 }] : []),
  ];
}

const plain: Record<Subject['type'], object> = {
  organization: {},
  environment: {},
  cluster: { environment: 'env-orchard', environment_name: null },
  key: { registered: true, production: true, name_parts: {} },
};

const subjectOf = (values: Values, kind: Chosen): Chosen => ({
  ...Object.fromEntries(Object.entries(values).map(([path, [value]]) => [path, value])),
  ...kind,
});

/** Every combination of two facts' values among those that a rule reads, each once, the others as in a subject that passes every rule. */
function pairs(values: Values, kind: Chosen, reads: readonly string[]): Chosen[] {
  const base = subjectOf(values, kind);
  const options = reads.flatMap((path) => (values[path] ?? []).map((value) => ({ path, value })));
  const all = options.flatMap((a, index) => options.slice(index).map((b) => ({ ...base, [a.path]: a.value, [b.path]: b.value })));
  return [...new Map(all.map((chosen) => [JSON.stringify(chosen), chosen])).values()];
}

/** A document of these facts. Each fact's source is its path, so that evidence shows which facts a verdict rests on. */
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
 * Facts that a rule returns only when they are known, because they help the reader and decide nothing: hiding them must
 * not change the status at all.
 */
const FOR_THE_READER: Record<string, string[]> = {
  'cluster.key_unique': ['key.failed_clusters'],
  'key.access_granted': ['validation.phase', 'access.remarks', 'clusters'],
  'key.enabled': ['clusters'],
  'key.kms_supported': ['stated_provider', 'provider'],
  'key.not_public': ['access.public_reads'],
  'key.released': ['release.days_gone', 'release.days_free'],
  'key.used': ['validation.phase', 'kms.present', 'kms.state', 'kms.material', 'access.lacking', 'vault.purge_protection'],
  'key.validated': ['validation.message', 'clusters'],
};

/** Facts that another may stand in for, as rules.md says: the list of rotations need not be read of a key that is young itself. */
const MAY_BE_REPLACED: Record<string, string[]> = { 'key.rotated': ['kms.material_age_days'] };

/** No material is older than its key. */
const isPossible = (chosen: Chosen): boolean => {
  const [material, key] = [chosen['kms.material_age_days'], chosen['kms.key_age_days']];
  return typeof material !== 'number' || typeof key !== 'number' || material <= key;
};

const pathsOf = new Map(catalogue.rules.map(({ id, evidence }) => [id, evidence]));
const rests = ({ rule, outcome }: Verdict, path: string): boolean =>
  'evidence' in outcome && outcome.evidence.some((name) => pathsOf.get(rule)?.[name] === path);

const POLICIES = new URL('../../policies/', import.meta.url);
const says = (id: string, what: string) =>
  new RegExp(`^${what}\\b`, 'm').test(
    readFileSync(new URL(`rules/${id.replace('.', '/')}/${id.split('.')[1]}.rego`, POLICIES), 'utf8'),
  );

test.each(SUBJECT_TYPES)(
  'the first examples of each fact make a subject of type %s that passes every rule which applies to it',
  (type) => {
    const verdicts = kindsOf(type).flatMap((kind) => evaluate(subject(type, subjectOf(valuesOf(type), kind))));
    const other = verdicts.filter(({ outcome: { status } }) => status !== 'pass' && status !== 'not_applicable');
    expect(other).toEqual([]);
  },
);

test.each(catalogue.rules)(
  '$id: hiding a fact never makes a rule pass, fail or not apply without proof',
  ({ id, subject_type: type, reads }) => {
    const values = valuesOf(type);
    const wrong: object[] = [];
    const met = new Set<string>();
    const verdict = (of: Subject) => {
      const found = evaluate(of).find(({ rule }) => rule === id);
      if (found === undefined) throw new Error('the verdict is missing');
      met.add(found.outcome.status);
      return found;
    };
    expect(reads.filter((path) => !Object.hasOwn(values, path) && !Object.hasOwn(plain[type], path))).toEqual([]);
    for (const kind of kindsOf(type)) {
      for (const chosen of pairs(values, kind, reads).filter(isPossible)) {
        const before = verdict(subject(type, chosen));
        for (const path of reads.filter((read) => Object.hasOwn(values, read))) {
          const hidden = verdict(subject(type, chosen, path));
          const decides = rests(before, path) && !FOR_THE_READER[id]?.includes(path);
          const allowed = decides ? MAY_BECOME[before.outcome.status] : [before.outcome.status];
          const isReplaced = MAY_BE_REPLACED[id]?.includes(path) && hidden.outcome.status === before.outcome.status;
          if (!isReplaced && !allowed?.includes(hidden.outcome.status))
            wrong.push({ path, chosen, before: before.outcome.status, after: hidden.outcome });
        }
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect([...met].sort()).toEqual(
      ['pass', 'fail', 'unknown', ...(says(id, 'not_applicable') ? ['not_applicable'] : [])].sort(),
    );
  },
);
