import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { openDoor } from '../../src/evaluate/door.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Outcome, Verdict } from '../../src/evaluate/verdict.ts';
import { FACTS } from '../../src/facts/register.ts';
import { placeholdersIn } from '../../src/report/message.ts';
import { SUBJECT_TYPES, type Subject } from '../../src/subjects/schema.ts';
import { compares } from './compares.ts';

const { module, catalogue } = loadPolicy();
const evaluate = openDoor(instanceOf(module), catalogue.rules);
/** Several rules read the same facts: what each rule says of a document, by the type and name of the document. */
const answers = new Map<string, Map<string, Answer>>();
const common = { name: null, parameters: parameterValues(catalogue, {}), as_of: '2026-03-01T00:00:00Z' };

type Failure = Extract<Outcome, { status: 'pass' | 'fail' }>;
type Values = Record<string, readonly unknown[]>;
type Chosen = Record<string, unknown>;

/** The examples of each fact, as the register has them. The first of each belongs to a subject that passes every rule. */
const VALUES = Object.fromEntries(
  SUBJECT_TYPES.map((type): [string, Values] => [
    type,
    Object.fromEntries([...FACTS[type].values()].map(({ path, examples }) => [path, examples])),
  ]),
);
const valuesOf = (type: Subject['type']): Values => VALUES[type] ?? {};

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

/** What is seen and differs from the first examples. */
const nameOf = (values: Values, chosen: Chosen, unseen?: string): string =>
  JSON.stringify(Object.entries(chosen).filter(([path, value]) => path !== unseen && value !== values[path]?.[0]));

/** A subject's values, what names them among all, and the facts in which it differs from one that passes every rule. */
type Combination = { chosen: Chosen; name: string; varied: string[] };

/** Every combination of two facts' values among those that a rule reads, each once, the others as in a subject that passes every rule. */
function pairs(values: Values, kind: Chosen, reads: readonly string[]): Combination[] {
  const base = subjectOf(values, kind);
  const options = reads.flatMap((path) => (values[path] ?? []).map((value) => ({ path, value })));
  const all = options.flatMap((a, index) => options.slice(index).map((b) => ({ ...base, [a.path]: a.value, [b.path]: b.value })));
  const named = new Map(all.map((chosen: Chosen) => [nameOf(values, chosen), chosen]));
  return [...named].map(([name, chosen]) => ({ chosen, name, varied: reads.filter((path) => chosen[path] !== base[path]) }));
}

/** Which facts are hidden, one after the other, in a combination of two. */
type Hiding = (facts: readonly string[], combination: Combination) => readonly string[];

export const hidingEach: Hiding = (facts) => facts;

/** Two where two facts differ, which the seed decides; each where no more than one differs. */
export const hidingSome =
  (seed: string): Hiding =>
  (facts, { name, varied }) => {
    if (varied.length < 2) return facts;
    const at = Number.parseInt(hash('sha256', `${seed} ${name}`).slice(0, 8), 16);
    const one = facts[at % facts.length];
    return facts.filter((path) => path === one || path === varied[at % varied.length]);
  };

/** A document of these facts. Each fact's source is its path, so that evidence shows which facts a verdict rests on. */
function subject(type: Subject['type'], values: Chosen, unseen?: string): Subject {
  const document: Record<string, unknown> = { type, id: 'orchard', ...common, ...plain[type] };
  const groups: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of Object.entries(values)) {
    const [group = '', leaf] = path.split('.');
    const fact =
      path === unseen
        ? { unknown: { cause: 'denied', detail: 'the orchard is closed' } }
        : { value, source: path, observed_at: common.as_of };
    if (leaf === undefined) document[group] = fact;
    else {
      groups[group] ??= {};
      groups[group][leaf] = fact;
    }
  }
  return { ...document, ...groups } as Subject;
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
  'key.rotated': ['kms.pinned_version'],
  'key.used': [
    'validation.phase',
    'kms.present',
    'kms.state',
    'kms.material',
    'kms.key_type',
    'kms.uses',
    'kms.manager',
    'kms.origin',
    'access.lacking',
    'vault.purge_protection',
  ],
  'key.validated': ['validation.message', 'clusters'],
};

/** Facts that another may stand in for, as rules.md says: the list of rotations need not be read of a key that is young itself. */
const MAY_BE_REPLACED: Record<string, string[]> = { 'key.rotated': ['kms.material_age_days'] };

/** No material is older than its key, and a key of the declared name is the declared one. */
const isPossible = (chosen: Chosen): boolean => {
  if (chosen['key.as_expected'] === false && chosen['key.kms_name'] === chosen['key.expected']) return false;
  const [material, key] = [chosen['kms.material_age_days'], chosen['kms.key_age_days']];
  return typeof material !== 'number' || typeof key !== 'number' || material <= key;
};

/** Whether a failure has all that its headline names. */
function isHeaded(id: string, { message = 'fail', evidence, computed, ...outcome }: Failure): boolean {
  const { headline = {} } = catalogue.rules.find((rule) => rule.id === id) ?? {};
  const given = [...evidence, ...Object.keys({ ...computed, ...outcome })];
  return placeholdersIn(headline[message] ?? headline.fail ?? '{headline}').every((name) => given.includes(name));
}

const pathsOf = new Map(catalogue.rules.map(({ id, evidence }) => [id, evidence]));
const restsOn = ({ rule, outcome }: Verdict): string[] =>
  'evidence' in outcome ? outcome.evidence.flatMap((name) => pathsOf.get(rule)?.[name] ?? []) : [];

/** `paths` are the facts that it rests on; `compares`, whether a failure says what was expected and is there, and has its headline. */
type Answer = { status: Verdict['outcome']['status']; paths: readonly string[]; compares: boolean };

function answersOn(type: Subject['type'], chosen: Chosen, unseen?: string): Map<string, Answer> {
  const key = `${type} ${unseen} ${nameOf(valuesOf(type), chosen, unseen)}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const verdicts = evaluate(subject(type, chosen, unseen));
  const made = new Map(
    verdicts.map((verdict) => {
      const { rule, outcome } = verdict;
      return [
        rule,
        {
          status: outcome.status,
          paths: restsOn(verdict),
          compares: outcome.status !== 'fail' || (compares(outcome) && isHeaded(rule, outcome)),
        },
      ];
    }),
  );
  answers.set(key, made);
  return made;
}

const POLICIES = new URL('../../policies/', import.meta.url);
const says = (id: string, what: string) =>
  new RegExp(`^${what}\\b`, 'm').test(
    readFileSync(new URL(`rules/${id.replace('.', '/')}/${id.split('.')[1]}.rego`, POLICIES), 'utf8'),
  );

export function testFirstExamples(): void {
  test.each(SUBJECT_TYPES)(
    'the first examples of each fact make a subject of type %s that passes every rule which applies to it',
    (type) => {
      const verdicts = kindsOf(type).flatMap((kind) => evaluate(subject(type, subjectOf(valuesOf(type), kind))));
      const other = verdicts.filter(({ outcome: { status } }) => status !== 'pass' && status !== 'not_applicable');
      expect(other).toEqual([]);
    },
  );
}

/** What hiding a fact may make of each rule's verdict, for combinations of two facts' values. */
export function testHiding(hiding: Hiding): void {
  test.each(catalogue.rules)(
    '$id: hiding a fact never makes a rule pass, fail or not apply without proof, nor a failure say less of what is wrong',
    ({ id, subject_type: type, reads }) => {
      const values = valuesOf(type);
      const wrong: object[] = [];
      const silent: object[] = [];
      const met = new Set<string>();
      const answer = (chosen: Chosen, unseen?: string) => {
        const found = answersOn(type, chosen, unseen).get(id);
        if (found === undefined) throw new Error('the verdict is missing');
        met.add(found.status);
        if (!found.compares) silent.push({ chosen, unseen });
        return found;
      };
      expect(reads.filter((path) => !Object.hasOwn(values, path) && !Object.hasOwn(plain[type], path))).toEqual([]);
      const facts = reads.filter((path) => Object.hasOwn(values, path));
      for (const combination of kindsOf(type).flatMap((kind) => pairs(values, kind, reads))) {
        const { chosen } = combination;
        if (!isPossible(chosen)) continue;
        const before = answer(chosen);
        for (const path of hiding(facts, combination)) {
          const { status } = answer(chosen, path);
          const decides = before.paths.includes(path) && !FOR_THE_READER[id]?.includes(path);
          const allowed = decides ? MAY_BECOME[before.status] : [before.status];
          const isReplaced = MAY_BE_REPLACED[id]?.includes(path) && status === before.status;
          if (!isReplaced && !allowed?.includes(status)) wrong.push({ path, chosen, before: before.status, after: status });
        }
      }
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(silent.slice(0, 3)).toEqual([]);
      expect([...met].sort()).toEqual(
        ['pass', 'fail', 'unknown', ...(says(id, 'not_applicable') ? ['not_applicable'] : [])].sort(),
      );
    },
  );
}
