import type { CatalogueRule } from '../evaluate/catalogue.ts';
import type { Outcome, Verdict } from '../evaluate/verdict.ts';
import { factFinder } from '../facts/at.ts';
import { isKnown } from '../facts/fact.ts';
import type { Subject } from '../subjects/schema.ts';
import { placeholdersIn } from './message.ts';
import { cloudOf } from './remedy.ts';
import type { UnsettledVerdict } from './schema.ts';

/** What a verdict says: all but its rule, its subject and its fingerprint. Verdicts that say the same may share it: it is frozen. */
export type Said = Omit<UnsettledVerdict, 'rule' | 'subject' | 'fingerprint'>;

/** How many different things are kept of one outcome. */
const MOST = 500;

/** What an outcome that subjects share says, by all of a subject that goes into it. */
type Kept = { rule: CatalogueRule; keyOf: (subject: Subject) => string | undefined; said: Map<string, Said> };

const keptOf = new WeakMap<object, Kept>();

/**
 * What was said before of an outcome, of a subject with the same in all that the sentence names; else what is made.
 * Of an outcome that one subject has for itself, and of a failure, whose steps name the subject, it is always made.
 */
export function saidBefore(outcome: Verdict['outcome'], rule: CatalogueRule, subject: Subject, make: () => Said): Said {
  if (outcome.status === 'error' || outcome.status === 'fail' || !Object.isFrozen(outcome)) return make();
  let kept = keptOf.get(outcome);
  if (kept === undefined) {
    kept = { rule, keyOf: keyFor(outcome, rule), said: new Map() };
    keptOf.set(outcome, kept);
  }
  const key = kept.rule === rule ? kept.keyOf(subject) : undefined;
  if (key === undefined) return make();
  const before = kept.said.get(key);
  if (before !== undefined) return before;
  const said = make();
  if (kept.said.size < MOST) kept.said.set(key, said);
  return said;
}

/** Writes down what goes into the words: the facts that are named, or that are unknown, and names. Undefined where a fact is absent. */
function keyFor(outcome: Outcome, rule: CatalogueRule): (subject: Subject) => string | undefined {
  const templates = [...(outcome.notes ?? []), ...(outcome.status === 'pass' ? [outcome.message ?? 'pass'] : [])];
  const named = new Set(templates.flatMap((key) => placeholdersIn(rule.messages[key] ?? '')));
  const facts = outcome.evidence.map((name) => ({
    find: factFinder((Object.hasOwn(rule.evidence, name) ? rule.evidence[name] : undefined) ?? ''),
    isNamed: named.has(name),
  }));
  const isUnknown = outcome.status === 'unknown';
  const ofSubject = [...named].some((name) => name === 'id' || name === 'name');
  const ofParameters = [...named].some((name) => name.startsWith('param:'));
  return (subject) => {
    let key = '';
    for (const { find, isNamed } of facts) {
      const fact = find(subject);
      if (fact === undefined) return undefined;
      if (isKnown(fact)) key += isNamed ? `${JSON.stringify(fact.value)} ${fact.more ?? 0}\n` : '\n';
      else key += isUnknown ? `${JSON.stringify(fact.unknown)}\n` : 'unknown\n';
    }
    if (ofSubject) key += JSON.stringify([subject.id, subject.name]);
    if (ofParameters) key += JSON.stringify([cloudOf(subject), subject.parameters]);
    return key;
  };
}
