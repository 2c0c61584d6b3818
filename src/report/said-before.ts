import type { CatalogueRule } from '../evaluate/catalogue.ts';
import type { Outcome, Verdict } from '../evaluate/verdict.ts';
import { factFinder } from '../facts/at.ts';
import { isKnown } from '../facts/fact.ts';
import type { Subject } from '../subjects/schema.ts';
import { placeholdersIn } from './message.ts';
import { cloudOf } from './remedy.ts';
import type { UnsettledVerdict } from './schema.ts';

/** What a verdict says, in a sentence and besides it. Verdicts that say the same besides it share that: it is frozen. */
export type Said = { body: SaidBody; message: string };
export type SaidBody = Omit<UnsettledVerdict, 'rule' | 'subject' | 'fingerprint' | 'message'>;

/** How many different things are kept of one outcome. */
const MOST = 500;

/** What an outcome that subjects share says, by all of a subject that goes into it but the sentence of a pass. */
type Kept = { rule: CatalogueRule; keyOf: (subject: Subject) => string | undefined; said: Map<string, Said>; sentence: Sentence };

/** An outcome of the form that passes have. */
export type Passing = Extract<Outcome, { status: 'pass' | 'fail' }>;

/** The sentence of a pass; null where it is the same for all. */
export type Sentence = ((subject: Subject) => string) | null;

const keptOf = new WeakMap<object, Kept>();

/**
 * What was said before of an outcome, of a subject with the same in all that goes into it; else what is made.
 * Of an outcome that one subject has for itself, and of a failure, whose steps name the subject, it is always made.
 */
export function saidBefore(
  outcome: Verdict['outcome'],
  rule: CatalogueRule,
  subject: Subject,
  make: { said: () => Said; sentence: (outcome: Passing) => Sentence },
): Said {
  if (outcome.status === 'error' || outcome.status === 'fail' || !Object.isFrozen(outcome)) return make.said();
  let kept = keptOf.get(outcome);
  if (kept === undefined) {
    const sentence = outcome.status === 'pass' ? make.sentence(outcome) : null;
    kept = { rule, keyOf: keyFor(outcome, rule), said: new Map(), sentence };
    keptOf.set(outcome, kept);
  }
  const key = kept.rule === rule ? kept.keyOf(subject) : undefined;
  if (key === undefined) return make.said();
  const before = kept.said.get(key);
  if (before !== undefined) return kept.sentence === null ? before : { body: before.body, message: kept.sentence(subject) };
  const said = make.said();
  if (kept.said.size < MOST && said.body.status !== 'error') kept.said.set(key, said);
  return said;
}

/**
 * Writes down what goes into the words: the facts that its notes name, and names; of an outcome that is unknown also which facts are
 * unknown, and why. An outcome that is shared has all of its facts, since a fact that is absent decides nothing for another
 * subject. Undefined where one that goes into the words is absent.
 */
function keyFor(outcome: Outcome, rule: CatalogueRule): (subject: Subject) => string | undefined {
  const named = new Set((outcome.notes ?? []).flatMap((key) => placeholdersIn(rule.messages[key] ?? '')));
  const isUnknown = outcome.status === 'unknown';
  const facts = outcome.evidence
    .filter((name) => isUnknown || named.has(name))
    .map((name) => ({
      find: factFinder((Object.hasOwn(rule.evidence, name) ? rule.evidence[name] : undefined) ?? ''),
      isNamed: named.has(name),
    }));
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
