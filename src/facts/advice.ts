import Type from 'typebox';
import { enumeration, object, text, texts } from '../input/shapes.ts';
import type { Cause } from './fact.ts';

/** Lines for a file, a policy or a configuration: no command. */
export const Snippet = object({ language: enumeration('json', 'yaml'), text });
export type Snippet = Type.Static<typeof Snippet>;

/** What to do about an unknown: in whole sentences, as commands, and as lines to paste. Words in capitals are the reader's to replace. */
export const Advice = object({ text, cli: texts, paste: Type.Array(Snippet) });
export type Advice = Type.Static<typeof Advice>;

export const advice = (sentences: string, more: Partial<Omit<Advice, 'text'>> = {}): Advice => ({
  text: sentences,
  cli: [],
  paste: [],
  ...more,
});

export const json = (value: unknown): Snippet => ({ language: 'json', text: JSON.stringify(value, null, 2) });
export const yaml = (...lines: string[]): Snippet => ({ language: 'yaml', text: lines.join('\n') });

/** Lines for the configuration or the attestations that the report fills in, by their name. */
export type Paste =
  | 'exception'
  | 'trusted_principals'
  | 'retired_clusters'
  | 'expected_keys'
  | 'attestation'
  | 'whole_organization';

/** What to do where a fact is unknown for a cause that its call does not say enough of. */
export type Remedy = { text: string; paste?: Paste | readonly Paste[] };
/** By cause: the causes that a fact has of its own. */
export type Remedies = Partial<Record<Cause, Remedy>>;

/** A key that could not be read: its KMS name, and the parts of it that are known. */
export type Target = { name: string; parts: Readonly<Record<string, string>> };

/** A call that was not answered: its source and the permission that it needs, as far as they are known. */
export type Unanswered = { source: string | null; permission: string | null };

/** Several pieces of advice to be followed together; what they share is said once. */
export function together(all: readonly Advice[]): Advice {
  const pasted = new Map(all.flatMap(({ paste }) => paste).map((snippet) => [snippet.text, snippet]));
  return {
    text: [...new Set(all.map(({ text: sentences }) => sentences))].join(' '),
    cli: [...new Set(all.flatMap(({ cli }) => cli))],
    paste: [...pasted.values()],
  };
}

const MOST_TARGETS = 10;

/** Each once and sorted, while they are few; else none, since a list of hundreds helps nobody. */
export function few(values: readonly (string | undefined)[]): string[] {
  const distinct = [...new Set(values.flatMap((value) => value ?? []))].sort();
  return distinct.length <= MOST_TARGETS ? distinct : [];
}
