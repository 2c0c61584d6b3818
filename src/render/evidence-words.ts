import { factInWords, inWhole, namedBy, saidBy } from '../report/message.ts';
import type { Holder } from '../report/schema.ts';
import { HOLDERS, type NamedFact } from '../report/subject-lookup.ts';
import { heldInWords } from './html/holders.ts';
import { words } from './html/words.ts';

/** A fact that a verdict rests on, in words: its name, what was observed, and by which call. @param type of the subject */
export function evidenceInWords({ name, fact }: NamedFact, type: string) {
  const named = factInWords(type, name);
  if ('unknown' in fact) {
    const { cause, call = null } = fact.unknown;
    return { fact: named, value: `not observed (${words(cause)})`, call, observed_at: null };
  }
  // the schema of the record says what is under this name
  const value = name === HOLDERS ? heldInWords(fact.value as Holder[]) : inWhole(saidBy(fact, namedBy(type, name)));
  return { fact: named, value, call: fact.source, observed_at: fact.observed_at };
}
