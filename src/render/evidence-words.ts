import { factInWords, valueInWords } from '../report/message.ts';
import type { Holder } from '../report/schema.ts';
import { HOLDERS, type NamedFact } from '../report/subject-lookup.ts';
import { holdersInWords } from './html/holders.ts';
import { words } from './html/words.ts';

/**
 * A fact that a verdict rests on, in words: its name, what was observed, and by which call.
 * @param type of the subject
 * @returns `unread`: whether it was not observed; that there is no such thing is knowledge
 */
export function evidenceInWords({ name, fact }: NamedFact, type: string) {
  const named = factInWords(type, name);
  if ('unknown' in fact) {
    const { cause, call = null, detail } = fact.unknown;
    const unread = cause !== 'not_found';
    return { fact: named, value: unread ? `not observed (${words(cause)})` : 'none', detail, unread, call, observed_at: null };
  }
  // the schema of the record says what is under this name
  const value = name === HOLDERS ? holdersInWords(fact.value as Holder[]) : valueInWords(type, name, fact);
  // whether the key is enabled: yes
  const stated = value === 'yes' || value === 'no' ? named.replace(/^whether /, '') : named;
  return { fact: stated, value, detail: null, unread: false, call: fact.source, observed_at: fact.observed_at };
}
