import { cloudNamed } from '../clouds/index.ts';
import { FACTS, factWords } from '../facts/register.ts';

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

const MOST_ITEMS = 3;
const LONGEST_NAME = 80;

/** A value as a sentence shows it: of a long list the first items, of a long id both ends. */
export function inWords(value: unknown): string {
  if (!Array.isArray(value)) return shortened(inWhole(value));
  if (value.length === 0) return inWhole(value);
  const first = value.slice(0, MOST_ITEMS).map((item) => shortened(inWhole(item)));
  return `${first.join(', ')}${value.length > MOST_ITEMS ? ` and ${value.length - MOST_ITEMS} more` : ''}`;
}

/** What has no spaces and is too long to be read loses its middle; the evidence has it whole. */
const shortened = (text: string): string => (text.length <= LONGEST_NAME ? text : text.replace(/\S+/g, shortenedName));

function shortenedName(name: string): string {
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
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inWhole).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** With a period, if it has none of its own. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A fact of the report as a sentence names it: `in_use` reads "whether the key is in use". */
export function factInWords(type: string, name: string): string {
  const known = (Object.keys(FACTS) as (keyof typeof FACTS)[]).find((one) => one === type);
  return known === undefined ? name.replaceAll(/[._]/g, ' ') : factWords(known, name);
}

/** What a verdict says that does not concern its subject. */
export const notApplicable = (reason: string): string => sentence(`Not applicable: ${reason}`);
