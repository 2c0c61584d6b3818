import { readFileSync } from 'node:fs';
import Type from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { object, text, texts } from '../../../src/input/shapes.ts';
import { fieldOf, type Path } from './reply-tree.ts';

const Operation = object({
  about: Type.Optional(texts),
  related: Type.Optional(texts),
  contrary: Type.Optional(texts),
  items: Type.Optional(Type.Record(text, text)),
  counted: Type.Optional(texts),
  valid: Type.Optional(Type.Array(object({ fields: texts, as: texts, source: text }))),
});

const Documented = object({
  operations: Type.Record(text, Operation),
  says_not_found: Type.Array(object({ call: text, source: text })),
  second_sources: Type.Array(object({ rule: text, call: text, because: text })),
});

/** What the APIs document about their replies; see the file. */
const documented = Value.Parse(Documented, parse(readFileSync(new URL('replies.yaml', import.meta.url), 'utf8')));

const ofOperation = (operation: string): Type.Static<typeof Operation> => documented.operations[operation] ?? {};

/** Whether the reply is then still a documented one about the same subject. */
export function isValid(operation: string, path: Path, garbling: string): boolean {
  const name = garbling === 'null' ? 'absent' : garbling;
  const field = path.length === 1 && typeof path[0] === 'string' ? ['*', path[0]] : [fieldOf(path)];
  return (ofOperation(operation).valid ?? []).some(
    ({ fields, as }) => as.includes(name) && fields.some((known) => field.includes(known)),
  );
}

export const saysWhom = (operation: string, field: string): boolean => (ofOperation(operation).about ?? []).includes(field);

export const namesSubject = (operation: string, field: string): boolean =>
  saysWhom(operation, field) || (ofOperation(operation).related ?? []).includes(field);

/** Whether the contrary of the field is refuted by the subject's own name. */
export const isRefutable = (operation: string, field: string): boolean => (ofOperation(operation).contrary ?? []).includes(field);

/** The field that holds the identity of the items of a list; undefined where they have none. */
export const identityIn = (operation: string, list: string): string | undefined => ofOperation(operation).items?.[list];

export const isCounted = (operation: string, list: string): boolean => (ofOperation(operation).counted ?? []).includes(list);

export const saysNotFound = (operation: string): boolean => documented.says_not_found.some(({ call }) => call === operation);

/** Whether something else may prove what the rule asks of the call. */
export const hasSecondSource = (rule: string, operation: string): boolean =>
  documented.second_sources.some((one) => one.rule === rule && one.call === operation);
