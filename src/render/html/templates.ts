import { createHash } from 'node:crypto';
import type Handlebars from 'handlebars';
import runtime from 'handlebars/runtime.js';
import * as generated from './generated.ts';

/** Handlebars with the parts that pages share. The runtime's own types name nothing. */
export const templates = (runtime as unknown as typeof Handlebars).create();
templates.registerPartial('exception', templates.template(generated.exception));
templates.registerPartial('framework', templates.template(generated.framework));
templates.registerPartial('group', templates.template(generated.group));
templates.registerPartial('table', templates.template(generated.table));

/** A style or script as a content security policy names it. */
export const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
