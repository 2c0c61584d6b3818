import { cloudNamed } from '../clouds/index.ts';
import { type Fact, isKnown } from '../facts/fact.ts';
import { FACTS } from '../facts/register.ts';
import { byCodePoint } from '../input/code-point.ts';
import { isRecord } from '../input/is-record.ts';
import { plural } from './plural.ts';
import { series } from './series.ts';

/** What a template's placeholders may name. */
export type Values = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([a-z0-9_:]+)\}/g;

/** The names that a template has placeholders for. */
export const placeholdersIn = (template: string): string[] => [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** A template taken apart: every second part is the name of a placeholder. */
const parts = new Map<string, readonly string[]>();

/**
 * Fills `{placeholders}`. What was not observed reads "unknown", so that a sentence is whole whatever is missing.
 * @param template one of the catalogue's: they are few
 * @throws Error where the template names something that the rule does not hand back: a mistake in the rule
 */
export function fill(template: string, values: Values): string {
  const apart = parts.get(template) ?? template.split(PLACEHOLDER);
  parts.set(template, apart);
  return apart.map((part, index) => (index % 2 === 0 ? part : placed(part, values))).join('');
}

function placed(name: string, values: Values): string {
  if (!Object.hasOwn(values, name)) throw new Error(`the message names {${name}}, which the rule does not hand back`);
  const words = inWords(values[name]);
  return /^(?:cloud|.*provider)$/.test(name) ? cloudInWords(words) : words;
}

/** Facts spell clouds in one way, for comparing; a sentence spells them as their owners do. */
export const cloudInWords = (cloud: string): string => cloudNamed(cloud)?.label ?? cloud;

/**
 * A template as a headline: of a number its whole part, and one day is no plural. Null where there is no template, or no value
 * for it: what only helps a reader must not hide a failure.
 */
export function headlineOf(template: string | undefined, values: Values): string | null {
  if (template === undefined || !placeholdersIn(template).every((name) => Object.hasOwn(values, name))) return null;
  const whole = Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? Math.floor(value) : value]);
  return fill(template, Object.fromEntries(whole))
    .replace(/\bin 0 days\b/, 'within a day')
    .replace(/\b1 days\b/, '1 day');
}

const MOST_ITEMS = 3;
const LONGEST_NAME = 80;

/** A list of which only the first items are known by name. */
export class Shortened {
  readonly first: readonly unknown[];
  readonly more: number;
  constructor(first: readonly unknown[], more: number) {
    this.first = first;
    this.more = more;
  }
}

/** What a fact says, for a sentence; undefined where it was not observed. @param property see `namedBy` */
export function saidBy(fact: Fact<unknown>, property?: string): unknown {
  if (!isKnown(fact)) return undefined;
  const { value, more } = fact;
  if (!Array.isArray(value)) return value;
  if (property !== undefined) return namesIn(value, property);
  return more === undefined ? value : new Shortened(value, more);
}

/** The names of what is in a list, sorted, each once. */
const namesIn = (items: readonly unknown[], property: string): string[] =>
  [...new Set(items.map((item) => inWhole(isRecord(item) ? item[property] : item)))].sort(byCodePoint);

/** A value as a sentence shows it: of a long list the first items, of a long id both ends. */
export function inWords(value: unknown): string {
  const { first: items, more } = value instanceof Shortened ? value : { first: value, more: 0 };
  if (!Array.isArray(items)) return abridged(inWhole(value));
  if (items.length === 0) return inWhole(value);
  const first = items.slice(0, MOST_ITEMS).map((item) => abridged(inWhole(item)));
  return andMore(first, items.length - first.length + more).join(', ');
}

/** What has no spaces and is too long to be read loses its middle; the evidence has it whole. */
const abridged = (text: string): string => (text.length <= LONGEST_NAME ? text : text.replace(/\S+/g, abridgedName));

function abridgedName(name: string): string {
  const letters = [...name];
  const [from, to] = [Math.ceil((LONGEST_NAME - 3) / 2), Math.floor((LONGEST_NAME - 3) / 2)];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, from).join('')}...${letters.slice(-to).join('')}`;
}

/** A value as a sentence or a command shows it, with every item of a list. */
export function inWhole(value: unknown): string {
  if (value === undefined) return 'unknown';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(Math.round(value * 10) / 10);
  if (value instanceof Shortened) return andMore(value.first.map(inWhole), value.more).join(', ');
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWhole).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A list of which more is known than these names: the last of them says so. */
export const andMore = (named: readonly string[], more: number): string[] =>
  named.map((name, index) => (more > 0 && index === named.length - 1 ? `${name} and ${more} more` : name));

/** With a period, if it has none of its own. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const DECLARED = new Map(Object.entries(FACTS));

/** A fact of the report as a sentence names it: `in_use` reads "whether the key is in use". */
export const factInWords = (type: string, name: string): string =>
  DECLARED.get(type)?.get(name)?.words ?? name.replaceAll(/[._]/g, ' ');

/** By which property a sentence names what is in a list of objects; undefined of any other fact. */
export const namedBy = (type: string, name: string): string | undefined => DECLARED.get(type)?.get(name)?.named_by;

/** The value of a fact of the report, beside its words: whole, and with its unit. */
export function valueInWords(type: string, name: string, fact: Fact<unknown>): string {
  const said = saidBy(fact, namedBy(type, name));
  const words = DECLARED.get(type)?.get(name)?.said?.[JSON.stringify(said)];
  if (words !== undefined) return words;
  if (isRecord(said) && !(said instanceof Shortened))
    return series(Object.entries(said).map(([key, value]) => `${key}: ${inWhole(value)}`)) || 'none';
  // our own enumerations; those of an API are in capitals, and stay as they are
  if (typeof said === 'string' && /^[a-z]+(?:_[a-z]+)+$/.test(said)) return said.replaceAll('_', ' ');
  if (typeof said === 'string' && /(?:^|[._])(?:cloud|provider)$/.test(name)) return cloudInWords(said);
  if (typeof said !== 'number' || !IN_DAYS.test(name)) return inWhole(said);
  const days = plural(Math.abs(Math.round(said * 10) / 10), 'day');
  return said < 0 ? `${days} ago` : days;
}

/** The facts that describe a subject, whatever rests on them, in the order in which they are declared. */
export const profileFacts = (type: string): string[] =>
  [...(DECLARED.get(type) ?? [])].flatMap(([name, { profile }]) => (profile === undefined ? [] : [name]));

/** Names of facts that count days. */
const IN_DAYS = /(?:^|[._])days(?:_|$)/;

/** What a verdict says that does not concern its subject. */
export const notApplicable = (reason: string): string => sentence(`Not applicable: ${reason}`);
