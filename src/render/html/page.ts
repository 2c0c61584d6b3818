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
 * A page that needs no other file and loads none: its content security policy allows this style and this script alone.
 * Whatever text it is given has its hidden characters shown; escaping is the template's own work.
 */
export function pageOf(template: keyof typeof templates, css: string, js: string | null) {
  const page = handlebars.template(templates[template]);
  const csp = [
    "default-src 'none'",
    `style-src ${hash(css)}`,
    ...(js === null ? [] : [`script-src ${hash(js)}`]),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return (view: Readonly<Record<string, unknown>>): string => page(Object.assign({ csp, css, js }, shown(view)));
}

/** A part of a page by itself, for lists that are written item by item. */
export function partOf(template: keyof typeof templates): (view: Readonly<Record<string, unknown>>) => string {
  const part = handlebars.template(templates[template]);
  return (view) => part(shown(view));
}

/** A style or script as a content security policy names it. */
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

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
