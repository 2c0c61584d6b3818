import { type Fact, isKnown, type Unknown } from '../facts/fact.ts';
import { FiledSubject } from './filed-schema.ts';
import { BETWEEN } from './lines.ts';
import type { Facts } from './recorded-facts.ts';
import type { SubjectHead } from './subject-order.ts';

/** Values that are left out, by property. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  Object.entries(FiledSubject.properties).flatMap(([name, schema]) => ('default' in schema ? [[name, schema.default]] : [])),
);

/** The numbers under which facts name their sources and reasons. */
export type FactNumbers = { sourceOf: (source: string, observed_at: string) => number; reasonOf: (reason: Unknown) => number };

/**
 * The line of a subject in `report.json`, as `FiledSubject` describes it: what is at its default is left out. Written by
 * hand, since it is half of what is written.
 */
export function filedSubject(head: SubjectHead, holders: Fact<unknown> | null, facts: Facts, numbers: FactNumbers): string {
  let line = '';
  for (const [name, value] of Object.entries(head))
    if (value !== DEFAULTS.get(name)) line += `${line === '' ? '' : ','}"${name}":${JSON.stringify(value)}`;
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

function filedFact(fact: Fact<unknown>, { sourceOf, reasonOf }: FactNumbers): string {
  if (!isKnown(fact)) return `{"unknown":${reasonOf(fact.unknown)}}`;
  const { value, source, observed_at, attested_by, more } = fact;
  const attested = attested_by === undefined ? '' : `,"attested_by":${JSON.stringify(attested_by)}`;
  const rest = more === undefined ? '' : `,"more":${more}`;
  return `{"value":${JSON.stringify(value)},"source":${sourceOf(source, observed_at)}${attested}${rest}}`;
}
