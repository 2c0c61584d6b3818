import type { Provider } from '../clouds/index.ts';
import type { CatalogueRule } from '../evaluate/catalogue.ts';
import type { Outcome, Verdict } from '../evaluate/verdict.ts';
import { factAt } from '../facts/at.ts';
import { type Fact, isKnown, type Unknown } from '../facts/fact.ts';
import { factWords } from '../facts/register.ts';
import { byCodePoint } from '../input/code-point.ts';
import { isRecord } from '../input/is-record.ts';
import { once } from '../input/once.ts';
import type { Subject } from '../subjects/schema.ts';
import { fill, headlineOf, inWords, namedBy, notApplicable, placeholdersIn, saidBy, sentence, type Values } from './message.ts';
import { cloudOf, remedyOf } from './remedy.ts';
import { type Passing, type Said, type SaidBody, type Sentence, saidBefore } from './said-before.ts';
import { blankBody } from './unseen.ts';

/** What a verdict on the subject says; with the same body where nothing that it is made of is different. */
export const saidOf = (outcome: Verdict['outcome'], rule: CatalogueRule, subject: Subject): Said =>
  saidBefore(outcome, rule, subject, {
    said: () => made(outcome, rule, subject),
    sentence: (pass) => sentenceOf(pass, rule),
  });

function made(outcome: Verdict['outcome'], rule: CatalogueRule, subject: Subject): Said {
  if (outcome.status === 'error') return broken(rule, outcome.detail);
  try {
    return said(outcome, rule, subject);
  } catch (error) {
    return broken(rule, error instanceof Error ? error.message : String(error));
  }
}

const broken = (rule: CatalogueRule, detail: string): Said => ({
  body: bodyOf(rule, 'error', { error: { detail } }),
  message: sentence(`The rule broke on this subject: ${detail}`),
});

const bodyOf = (rule: CatalogueRule, status: SaidBody['status'], own: Partial<SaidBody>): SaidBody =>
  Object.freeze({ ...blankBody(rule, status), ...own });

function said(outcome: Outcome, rule: CatalogueRule, subject: Subject): Said {
  const facts = factsOf(outcome, rule, subject);
  const values = once(() => valuesFor(outcome, facts, subject));
  const say = (key: string): string => fill(templateOf(key, rule), values());
  const { status } = outcome;
  const all: Partial<SaidBody> = {
    evidence: facts
      .filter(restsOn(outcome, rule))
      .map(({ path }) => path)
      .sort(byCodePoint),
    notes: (outcome.notes ?? []).map(say),
  };
  switch (outcome.status) {
    case 'not_applicable': {
      const { reason } = outcome;
      return { body: bodyOf(rule, status, { ...all, not_applicable: { reason } }), message: notApplicable(reason) };
    }
    case 'unknown': {
      const missing = facts.flatMap(missingOf(outcome.undecided ?? {})).sort(byWeight);
      const [first] = missing;
      if (first === undefined) throw new Error('the rule says unknown, but every fact of its evidence was observed');
      const words = factWords(subject.type, first.fact);
      const unknown = { cause: first.cause, facts: missing.map(reportedUnknown) };
      const message = sentence(`Could not be determined: ${words}: ${reason(first, missing)}`);
      return { body: bodyOf(rule, status, { ...all, unknown }), message };
    }
    default: {
      const { message = outcome.status, expected = null, actual = null, computed = {} } = outcome;
      const { headline = {} } = rule;
      const failed =
        outcome.status === 'fail'
          ? {
              headline: headlineOf(headline[message] ?? headline.fail, values()),
              remedy: remedyOf(rule, subject, values(), outcome.remedy),
            }
          : {};
      return { body: bodyOf(rule, status, { ...all, expected, actual, computed, ...failed }), message: say(message) };
    }
  }
}

function templateOf(key: string, rule: CatalogueRule): string {
  const template = rule.messages[key];
  if (template === undefined) throw new Error(`the rule names the message "${key}", which its METADATA does not have`);
  return template;
}

/** The sentence of a pass of which all else was said before: of the facts, those that it names are enough. */
function sentenceOf(outcome: Passing, rule: CatalogueRule): Sentence {
  const template = rule.messages[outcome.message ?? outcome.status] ?? '';
  const names = placeholdersIn(template);
  if (names.length === 0) return null;
  const named = { ...outcome, evidence: outcome.evidence.filter((name) => names.includes(name)) };
  return (subject) => fill(template, valuesFor(named, factsOf(named, rule, subject), subject));
}

/** A fact by its name in the rule, and by its place in the subject's document, which is its name in the report. */
type Resting = { name: string; path: string; fact: Fact<unknown> };

/** The facts of the outcome, from the document. The door has seen that they are there. */
function factsOf({ evidence }: Outcome, rule: CatalogueRule, subject: Subject): Resting[] {
  return evidence.map((name) => {
    const path = Object.hasOwn(rule.evidence, name) ? rule.evidence[name] : undefined;
    const fact = path === undefined ? undefined : factAt(subject, path);
    if (path === undefined || fact === undefined)
      throw new Error(`the rule rests on "${name}", which is not a fact of the subject`);
    return { name, path, fact };
  });
}

/** Not applicable rests on the facts that say so and on those that its notes name, not on what the rule would have read next. */
function restsOn({ status, notes = [] }: Outcome, rule: CatalogueRule): (fact: Resting) => boolean {
  if (status !== 'not_applicable') return () => true;
  const noted = notes.map((key) => rule.messages[key] ?? '').join(' ');
  return ({ name, path }) => rule.applies_by.includes(path) || noted.includes(`{${name}}`);
}

type Missing = Unknown & { fact: string };

/** Why a fact decides nothing: it was not observed, or it does not decide the rule. */
const missingOf =
  (undecided: Record<string, Unknown>) =>
  ({ name, path, fact }: Resting): Missing[] => {
    const why = isKnown(fact) ? (Object.hasOwn(undecided, name) ? undecided[name] : undefined) : fact.unknown;
    return why === undefined ? [] : [{ fact: path, ...why }];
  };

function valuesFor(outcome: Outcome, facts: readonly Resting[], subject: Subject): Values {
  return {
    ...parameterValues(subject),
    id: subject.id,
    name: subject.name ?? subject.id,
    ...Object.fromEntries(facts.map(({ name, path, fact }) => [name, saidBy(fact, namedBy(subject.type, path))])),
    ...('computed' in outcome ? outcome.computed : {}),
    ...('expected' in outcome ? { expected: outcome.expected } : {}),
    ...('actual' in outcome ? { actual: outcome.actual } : {}),
  };
}

/** By the parameters, which all subjects share, and by cloud. */
const valuesOfParameters = new WeakMap<Subject['parameters'], Map<string | undefined, Values>>();

function parameterValues(subject: Subject): Values {
  const cloud = cloudOf(subject);
  const byCloud = valuesOfParameters.get(subject.parameters) ?? new Map<string | undefined, Values>();
  valuesOfParameters.set(subject.parameters, byCloud);
  const before = byCloud.get(cloud);
  if (before !== undefined) return before;
  const values = Object.fromEntries(
    Object.entries(subject.parameters).map(([name, value]) => [`param:${name}`, ofCloud(value, cloud)]),
  );
  byCloud.set(cloud, values);
  return values;
}

/** The number of the subject's cloud, where a parameter has one for each. */
function ofCloud(value: Subject['parameters'][string], cloud: Provider | undefined): unknown {
  const own = isRecord(value) && cloud !== undefined ? value[cloud] : undefined;
  return typeof own === 'number' ? own : value;
}

/**
 * `unsupported` last: it does not make a scan incomplete, so it must not hide a cause that does. Before it `not_found`,
 * which no permission mends, while other facts of the same key may still be read.
 */
const WEIGHT: Partial<Record<Unknown['cause'], number>> = { not_found: 1, unsupported: 2 };
const byWeight = (a: Missing, b: Missing): number =>
  (WEIGHT[a.cause] ?? 0) - (WEIGHT[b.cause] ?? 0) || byCodePoint(a.fact, b.fact);

/** A fact that decides nothing, and why. */
export const reportedUnknown = ({ fact, cause, call, permission, detail }: Missing) => ({
  fact,
  cause,
  call: call ?? null,
  permission: permission ?? null,
  detail,
});

/** Why a call gave no fact. What the tool itself concluded, or only a person knows, says so in its detail. */
const CAUSES: Record<Exclude<Unknown['cause'], 'ambiguous' | 'unsupported'>, string> = {
  denied: 'access was denied',
  not_found: 'it was not found',
  throttled: 'the service throttled the call',
  timeout: 'the call took too long',
  unreachable: 'the service could not be reached',
  malformed: 'the reply could not be understood',
  unrecognized: 'the value is not known to this version',
  not_collected: 'it was not collected',
};

/** A longer answer of a service is left to the evidence: beside the permission that is missing it says nothing to act on. */
const LONGEST_REFUSAL = 120;

/** @param missing all that the verdict lacks, of which it is the first */
function reason({ cause, call, permission, detail }: Unknown, missing: readonly Missing[]): string {
  if (cause === 'ambiguous' || cause === 'unsupported') return inWords(detail);
  if (cause === 'denied' && permission !== undefined) {
    const needed = new Set(missing.flatMap((one) => (one.cause === 'denied' ? (one.permission ?? []) : [])));
    return `${CAUSES.denied}; it needs ${inWords([...needed])}${detail.length > LONGEST_REFUSAL ? '' : `; ${inWords(detail)}`}`;
  }
  return `${CAUSES[cause]}${call === undefined ? '' : ` (${inWords(call)})`}; ${inWords(detail)}`;
}
