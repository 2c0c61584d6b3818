import Type from 'typebox';
import { PROVIDERS } from '../clouds/index.ts';
import { Cause, type Fact, Unknown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { recordOf } from '../input/keys.ts';
import { nullable, text, texts } from '../input/shapes.ts';
import { factRecorder } from './recorded-facts.ts';
import { INPUTS } from './schema.ts';
import { countByState, Status, stateOf } from './state.ts';
import { subjectKey } from './subject-lookup.ts';
import { OldRequirementState } from './upgrade-frameworks.ts';

const OldSteps = Type.Object({ console: Type.Unknown(), cli: Type.Unknown(), terraform: Type.Unknown() });

const OldFact = Type.Object({
  fact: text,
  value: Type.Unknown(),
  source: nullable(text),
  observed_at: nullable(text),
  unknown: nullable(Unknown),
});

const OldVerdict = Type.Object({
  status: Status,
  unknown: nullable(Type.Object({ cause: Cause, facts: Type.Array(Type.Object({ fact: text })) })),
  waiver: nullable(Type.Object({})),
  attestation: nullable(Type.Object({ id: text, attested_by: text, fact: Type.Optional(text) })),
  rule: text,
  subject: Type.Object({ type: text, id: text }),
  evidence: Type.Array(OldFact),
  remedy: nullable(OldSteps),
  fingerprint: text,
});
type OldVerdict = Type.Static<typeof OldVerdict>;

const OldRequirement = Type.Object({ rules: texts, status: OldRequirementState });
const OldRule = Type.Object({ id: text, ways: OldSteps });

/** What has to be read of format 1.0 to upgrade it. The first of its reports did not have what is optional. */
export const OldReport = Type.Object({
  run: Type.Object({}),
  summary: Type.Object({}),
  changes: Type.Optional(nullable(Type.Object({ list: Type.Array(Type.Object({})) }))),
  rules: Type.Array(OldRule),
  frameworks: Type.Array(Type.Object({ requirements: Type.Array(OldRequirement) })),
  subjects: Type.Array(Type.Object({ type: text, id: text })),
  scope: Type.Optional(nullable(Type.Object({ left_out: texts }))),
  memory: Type.Optional(nullable(Type.Object({}))),
  population: Type.Array(Type.Object({ subject_type: text, gaps: Type.Array(Type.Object({})) })),
  once_whole: Type.Optional(nullable(texts)),
  verdicts: Type.Array(OldVerdict),
});

/** The report in format 2.0: what follows from the rest is derived, what it does not say is null. */
export function upgradedFrom1(data: Type.Static<typeof OldReport>): unknown {
  const { memory, ...kept } = data;
  const { run, summary, changes, rules, frameworks, subjects, scope, population, once_whole } = kept;
  const { sources, facts, nameOf } = factsIn(data.verdicts);
  const verdicts = data.verdicts.map((verdict) => ({ ...verdict, state: stateOf(verdict) }));
  const byRule = Map.groupBy(verdicts, ({ rule }) => rule);
  const unseen = new Set(verdicts.filter(isOfUnseen).map(({ subject }) => subjectKey(subject)));
  return {
    ...kept,
    schema_version: '2.0',
    run: { ...run, collected_as: [], digests: recordOf(INPUTS, () => null) },
    summary: { by_state: countByState(verdicts), ...without(summary, COUNTED) },
    changes: changes ? { ...changes, list: changes.list.map((change) => ({ ...change, absence: null })) } : null,
    rules: rules.map((rule) => without(rule, ['ways'])),
    frameworks: frameworks.map(({ requirements, ...framework }) => ({
      ...framework,
      requirements: requirements.map(({ status, ...requirement }) => ({
        ...requirement,
        state: status,
        counts: countByState(requirement.rules.flatMap((rule) => byRule.get(rule) ?? [])),
      })),
    })),
    remedies: [...rules.flatMap(remediesOf), ...verdicts.flatMap(remedyOf)],
    subjects: subjects.map((subject) => {
      const key = subjectKey(subject);
      return { ...subject, seen: !unseen.has(key), facts: facts.get(key) ?? {} };
    }),
    sources,
    scope: scope ? { environments_left_out: scope.left_out, production: [], parameters: [] } : null,
    history: memory ? { unread: false, ...memory } : null,
    // which list a gap of clusters is in, and of which environment, was said in words alone
    population: population.map(({ gaps, ...rest }) => ({
      ...rest,
      gaps: gaps.map((gap) => ({ ...gap, list: `${rest.subject_type}s`, environment: null })),
    })),
    once_whole: once_whole ?? null,
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      subject: { type: verdict.subject.type, id: verdict.subject.id },
      evidence: verdict.evidence.map(({ fact }) => nameOf(verdict, fact)).sort(),
      unknown: verdict.unknown && {
        ...verdict.unknown,
        facts: verdict.unknown.facts.map((fact) => ({ ...fact, fact: nameOf(verdict, fact.fact) })),
      },
      remedy: verdict.remedy && { ref: refOf(verdict), values: {} },
    })),
  };
}

/** The counts were by status, with the waived ones apart. */
const COUNTED = ['pass', 'fail', 'waived', 'unknown', 'not_applicable', 'error'];

const without = (object: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** A subject that was not seen was marked by a fact of its verdicts. */
const isOfUnseen = ({ unknown }: OldVerdict): boolean => unknown?.facts.some(({ fact }) => fact === 'seen') === true;

/**
 * The facts of each subject. Format 1.0 named them as each rule did: where two rules called different things by one name, the
 * rule goes before the name.
 */
function factsIn(verdicts: readonly OldVerdict[]) {
  const all = verdicts.flatMap((verdict) => {
    const subject = subjectKey(verdict.subject);
    return verdict.evidence.map((old) => ({ verdict, subject, name: old.fact, fact: factOf(old, verdict) }));
  });
  const meanings = Map.groupBy(all, ({ subject, name }) => `${subject} ${name}`);
  const ambiguous = new Set(
    [...meanings].flatMap(([key, of]) => (new Set(of.map(({ fact }) => JSON.stringify(fact))).size > 1 ? [key] : [])),
  );
  const nameOf = ({ subject, rule }: OldVerdict, name: string): string =>
    ambiguous.has(`${subjectKey(subject)} ${name}`) ? `${rule}.${name}` : name;
  const recorder = factRecorder();
  const facts = [...Map.groupBy(all, ({ subject }) => subject)].map(([subject, of]) => {
    const named = of.map(({ verdict, name, fact }) => [nameOf(verdict, name), fact] as const);
    return [subject, recorder.recordAll(Object.fromEntries(named))] as const;
  });
  return { sources: recorder.sources, facts: new Map(facts), nameOf };
}

/** Which attestation a fact rests on was said by its source alone. */
function factOf(
  { value, source, observed_at, unknown }: Type.Static<typeof OldFact>,
  { attestation }: OldVerdict,
): Fact<unknown> {
  if (unknown !== null) return { unknown };
  const isAttested = attestation !== null && source === `attestation ${attestation.id} by ${attestation.attested_by}`;
  return { value, source: source ?? '', observed_at: observed_at ?? '', ...(isAttested ? { attested_by: attestation.id } : {}) };
}

const refOf = ({ fingerprint }: OldVerdict): string => `1.0 ${fingerprint}`;

/** The steps of a failure were with the verdict, filled in. */
const remedyOf = (verdict: OldVerdict) =>
  verdict.remedy === null ? [] : [{ id: refOf(verdict), rules: [], cloud: null, steps: stepsIn(verdict.remedy, null) }];

/** And those of a rule with the rule: once, or by cloud. */
const remediesOf = ({ id, ways }: Type.Static<typeof OldRule>) =>
  PROVIDERS.map((cloud) => ({ id: `${id}.${cloud}`, rules: [id], cloud, steps: stepsIn(ways, cloud) }));

/** Whether Terraform was a snippet or a note was not said: what is shown line by line loses nothing. */
function stepsIn({ console, cli, terraform }: Type.Static<typeof OldSteps>, cloud: string | null) {
  const at = (way: unknown): unknown => (cloud !== null && isRecord(way) ? way[cloud] : way);
  const way = at(terraform) ?? null;
  return { console: at(console) ?? null, cli: at(cli) ?? [], terraform: typeof way === 'string' ? { hcl: way } : way };
}
