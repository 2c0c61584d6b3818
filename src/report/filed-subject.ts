import type Type from 'typebox';
import { type Fact, isKnown, type Unknown } from '../facts/fact.ts';
import { FiledSubject } from './filed-schema.ts';
import { BETWEEN } from './lines.ts';
import type { Facts } from './recorded-facts.ts';
import type { SubjectHead } from './subject-order.ts';

/** Values that are left out, by property. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  Object.entries(FiledSubject.properties).flatMap(([name, schema]) => ('default' in schema ? [[name, schema.default]] : [])),
);

/** The defaults are null, true, a number, or an empty list. */
const isDefault = (name: string, value: unknown): boolean =>
  value === DEFAULTS.get(name) || (Array.isArray(value) && value.length === 0 && Array.isArray(DEFAULTS.get(name)));

/** The numbers under which facts name their sources and reasons. */
export type FactNumbers = { sourceOf: (source: string, observed_at: string) => number; reasonOf: (reason: Unknown) => number };

/**
 * The line of a subject in `report.json`, as `FiledSubject` describes it: what is at its default is left out. Written by
 * hand, since it is half of what is written.
 */
export function filedSubject(head: SubjectHead, holders: Fact<unknown> | null, facts: Facts, numbers: FactNumbers): string {
  let line = '';
  for (const [name, value] of Object.entries(head))
    if (!isDefault(name, value)) line += `${line === '' ? '' : ','}"${name}":${JSON.stringify(value)}`;
  if (holders !== null) line += `,"holders":${filedFact(holders, numbers)}`;
  let filed = '';
  for (const [path, fact] of facts) filed += `${filed === '' ? '' : ','}"${path}":${filedFact(fact, numbers)}`;
  return `{${line}${filed === '' ? '' : `${FACTS}{${filed}}`}}${BETWEEN}`;
}

/** The line of a subject without its facts, which are most of it. Nothing before them has a property of that name. */
export function withoutFacts(line: string): string {
  const end = line.indexOf(FACTS);
  return end === -1 ? line : `${line.slice(0, end)}}`;
}

const FACTS = ',"facts":';

/** What a line has under the name of a fact. */
export type FiledFact = Type.Static<typeof FiledSubject>['facts'][string];

/**
 * The facts of these names in the line of a subject. The others, which are most of it, are passed over: for each of millions
 * of verdicts they would take most of the time.
 */
export function factsIn(line: string, names: readonly string[]): Map<string, FiledFact> {
  const facts = new Map<string, FiledFact>();
  const begin = line.indexOf(FACTS);
  if (begin === -1) return facts;
  // at the brace that opens the facts, then at what stands before each further one
  let at = begin + FACTS.length;
  while (facts.size < names.length && (at === begin + FACTS.length || line[at] === ',')) {
    const colon = line.indexOf('":', at);
    const end = endOfObject(line, colon + 2);
    const name = line.slice(at + 2, colon);
    if (names.includes(name)) facts.set(name, JSON.parse(line.slice(colon + 2, end)));
    at = end;
  }
  return facts;
}

/** Where an object ends that begins here. Braces within texts do not count. */
function endOfObject(line: string, from: number): number {
  let depth = 0;
  for (let at = from; at < line.length; at += 1) {
    const sign = line.charCodeAt(at);
    if (sign === QUOTE) at = endOfText(line, at);
    else if (sign === OPENING) depth += 1;
    else if (sign === CLOSING) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new Error('the line of a subject breaks off');
}

/** The quote that ends a text: one behind an odd number of backslashes is a part of it. */
function endOfText(line: string, from: number): number {
  for (let at = line.indexOf('"', from + 1); at !== -1; at = line.indexOf('"', at + 1)) {
    let before = at - 1;
    while (line.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  throw new Error('the line of a subject breaks off in a text');
}

const [QUOTE, BACKSLASH, OPENING, CLOSING] = [34, 92, 123, 125];

function filedFact(fact: Fact<unknown>, { sourceOf, reasonOf }: FactNumbers): string {
  if (!isKnown(fact)) return `{"unknown":${reasonOf(fact.unknown)}}`;
  const { value, source, observed_at, attested_by, more } = fact;
  const attested = attested_by === undefined ? '' : `,"attested_by":${JSON.stringify(attested_by)}`;
  const rest = more === undefined ? '' : `,"more":${more}`;
  return `{"value":${JSON.stringify(value)},"source":${sourceOf(source, observed_at)}${attested}${rest}}`;
}
