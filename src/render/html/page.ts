import { createHash } from 'node:crypto';
import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import { isRecord } from '../../input/is-record.ts';
import { visible } from '../visible.ts';
import { templates } from './generated.ts';

/** The runtime's own types name nothing. */
const handlebars = (runtime as unknown as typeof Handlebars).create();
for (const [name, template] of Object.entries(templates)) handlebars.registerPartial(name, handlebars.template(template));

/**
 * A page that needs no other file and loads none: its content security policy allows its own styles and this script only.
 * Whatever text it is given has its hidden characters shown; escaping is the template's own work.
 */
export function pageOf(template: keyof typeof templates, css: string, js: string | null) {
  const page = handlebars.template(templates[template]);
  return (view: Readonly<Record<string, unknown>>, head: string): string => {
    const csp = [
      "default-src 'none'",
      `style-src ${hash(css)} ${hash(head)}`,
      ...(js === null ? [] : [`script-src ${hash(js)}`]),
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; ');
    return page(Object.assign({ csp, css, js, head }, shown(view)));
  };
}

/** A part of a page by itself. */
export function partOf(template: keyof typeof templates): (view: Readonly<Record<string, unknown>>) => string {
  const part = handlebars.template(templates[template]);
  return (view) => part(shown(view));
}

/** A style or script as a content security policy names it. */
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What every sheet of paper says at its head, so that a loose one can be put back. */
export const runningHead = (left: string, middle: string, right: string): string =>
  `@page{@top-left{content:${cssText(left.slice(0, MOST_OF_NAME))}}@top-center{content:${cssText(middle.slice(0, MOST_OF_NAME))}}@top-right{content:${cssText(right)}}}`;

const MOST_OF_NAME = 60;

/** A text in a style sheet: whatever could end it there is written by its number. */
const cssText = (text: string): string =>
  `"${visible(text).replace(/[^\p{L}\p{N} .,:-]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`;

function shown(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shown);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)])) : value;
}

/** What identifies a page, in its head. `wide`: it needs a line of its own. */
export const label = (name: string, value: string, code = false) => ({
  label: name,
  value,
  code,
  wide: visible(value).length > 34,
});
