import { factAt } from '../facts/at.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import { isRecord } from '../input/is-record.ts';
import { compile } from '../input/json-schema.ts';
import type { Subject } from '../subjects/schema.ts';
import type { Catalogue, CatalogueRule } from './catalogue.ts';
import { type Ask, messageOf } from './instance.ts';
import { openReuse, type Reuse } from './reuse.ts';
import { Outcome, type Verdict } from './verdict.ts';

/**
 * Opens the policy and gives the function that evaluates one subject. Every way in which the WASM can fail to answer
 * (thrown strings, an empty result, a missing rule, an outcome of the wrong shape) ends as an `error` verdict.
 *
 * An outcome is reused for a subject that is the same in all that decides, by rules whose catalogue says what that is
 * (`decides`); such outcomes are frozen. What is not reused is judged on no more of the document than decides it; where that
 * does not go well, on all of it.
 */
export function openDoor(askPolicy: Ask, rules: Catalogue['rules']): (subject: Subject) => Verdict[] {
  const isOutcome = compile(Outcome);
  const encoder = new TextEncoder();
  /** The outcomes by rule, or in words why there are none. */
  const ask = (subject: object, entrypoint: string): Record<string, unknown> | string => {
    // JSON.stringify of a checked document is valid JSON; the guest would take anything else for "no input"
    const bytes = encoder.encode(stringify(subject));
    try {
      const answer = askPolicy(bytes, entrypoint);
      const result: unknown = Array.isArray(answer) && answer.length === 1 ? answer[0]?.result : undefined;
      return isRecord(result) ? result : 'the policy gave no answer for this subject';
    } catch (thrown) {
      return `the policy broke on this subject: ${messageOf(thrown)}`;
    }
  };

  const outcomeOf = (answer: Record<string, unknown>, rule: CatalogueRule, subject: Subject): Outcome | string => {
    const outcome = answer[rule.id.slice(rule.id.indexOf('.') + 1)];
    if (outcome === undefined) return 'the rule gave no verdict: its evidence is undefined for this subject';
    if (!isOutcome(outcome)) {
      const [error] = isOutcome.errors ?? [];
      return `the rule gave a malformed outcome: ${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim();
    }
    return mistakeIn(outcome, rule, subject) ?? outcome;
  };

  const judged = (subject: Subject, ofType: readonly CatalogueRule[]): Verdict['outcome'][] => {
    const answer = ask(subject, subject.type);
    return ofType.map((rule) => {
      const outcome = typeof answer === 'string' ? answer : outcomeOf(answer, rule, subject);
      return typeof outcome === 'string' ? { status: 'error', detail: outcome } : outcome;
    });
  };

  /** The same from what was judged before, and from a judgement of the rest; undefined where that does not go well. */
  const reused = (subject: Subject, ofType: readonly CatalogueRule[], reuse: Reuse): Outcome[] | undefined => {
    reuse.take(subject);
    const open: number[] = [];
    const found = ofType.map((_, index) => {
      const outcome = reuse.find(index);
      if (outcome === undefined) open.push(index);
      return outcome;
    });
    const answer = open.length > 0 ? ask(reuse.reduced(open), 'chosen') : {};
    if (typeof answer === 'string') return undefined;
    const outcomes: Outcome[] = [];
    for (const [index, rule] of ofType.entries()) {
      const outcome = found[index] ?? outcomeOf(answer, rule, subject);
      if (typeof outcome === 'string') return undefined;
      outcomes.push(found[index] ?? reuse.keep(index, outcome));
    }
    return outcomes;
  };

  const byType = new Map<Subject['type'], { ofType: CatalogueRule[]; reuse: Reuse | undefined }>();
  const rulesOf = (type: Subject['type']) => {
    const known = byType.get(type);
    if (known !== undefined) return known;
    const ofType = rules.filter(({ subject_type }) => subject_type === type);
    const opened = { ofType, reuse: openReuse(type, ofType) };
    byType.set(type, opened);
    return opened;
  };

  return (subject) => {
    const { type, id } = subject;
    const { ofType, reuse } = rulesOf(type);
    const outcomes = (reuse && reused(subject, ofType, reuse)) ?? judged(subject, ofType);
    return ofType.map((rule, index) => ({
      rule: rule.id,
      subject: { type, id },
      outcome: outcomes[index] ?? { status: 'error', detail: 'the rule gave no verdict' },
    }));
  };
}

/**
 * What the outcome claims of its evidence and the document does not bear out. The policy's own dispatcher sees to this; a
 * policy of somebody's own may not.
 */
function mistakeIn(outcome: Outcome, rule: CatalogueRule, subject: Subject): string | null {
  const facts = new Map<string, Fact<unknown>>();
  for (const name of outcome.evidence) {
    const path = Object.hasOwn(rule.evidence, name) ? rule.evidence[name] : undefined;
    if (path === undefined) return `the rule rests on "${name}", which the catalogue does not list as its evidence`;
    const fact = factAt(subject, path);
    if (fact === undefined) return `the rule rests on "${name}", and the subject has no fact ${path}`;
    facts.set(name, fact);
  }
  const undecided = 'undecided' in outcome ? Object.keys(outcome.undecided ?? {}) : [];
  const unlisted = undecided.find((name) => !facts.has(name));
  if (unlisted !== undefined) return `the rule leaves "${unlisted}" undecided, which is not among its evidence`;
  const seen = [...facts.values()].every(isKnown);
  if (outcome.status === 'pass' && (facts.size === 0 || !seen))
    return 'the rule passed without having seen every fact that it rests on';
  if (outcome.status === 'unknown' && seen && undecided.length === 0)
    return 'the rule says unknown, but every fact of its evidence was observed';
  return null;
}

/** The guest refuses a lone surrogate, which JSON.stringify writes as an escape that toWellFormed no longer sees. */
function stringify(subject: object): string {
  const text = JSON.stringify(subject);
  if (!/\\ud[89a-f]/.test(text)) return text;
  return JSON.stringify(subject, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value));
}
