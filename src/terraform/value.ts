import type { Node } from 'web-tree-sitter';
import { stepsOf } from './address.ts';
import type { Value } from './block.ts';
import { literalOf } from './literal.ts';

/** What a part of a file is made of; comments may stand anywhere between. */
export const partsOf = (node: Node | undefined): Node[] =>
  node?.namedChildren.filter((child) => child !== null && child.type !== 'comment') ?? [];

/** As much of an expression as links are made by. */
export function valueIn(expression: Node): Value | undefined {
  const source = expression.text;
  const text = literalOf(source);
  if (text !== undefined) return { text };
  const wrapped = /^"\$\{([^{}]*)\}"$/.exec(source)?.[1] ?? source;
  if (stepsOf(wrapped) !== undefined)
    return /^\s*(?:true|false|null)\s*$/.test(wrapped) ? undefined : { reference: wrapped.trim() };
  const entries = entriesOf(expression);
  return entries === undefined ? undefined : { entries };
}

/** The texts of a list, an object, or `toset([...])`; undefined where it has anything else. */
function entriesOf(expression: Node): [string, string][] | undefined {
  const [outer] = partsOf(expression);
  const isSet = outer?.type === 'function_call' && partsOf(outer)[0]?.text === 'toset';
  const list = isSet ? partsOf(partsOf(outer).find(({ type }) => type === 'function_arguments'))[0] : expression;
  const [inner] = partsOf(list);
  const [collection] = inner?.type === 'collection_value' ? partsOf(inner) : [];
  const items = partsOf(collection).filter(({ type }) => type === 'expression' || type === 'object_elem');
  if (items.length === 0) return undefined;
  const entries = items.map((item) => (item.type === 'object_elem' ? elementOf(item) : sameTwice(item.text)));
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function sameTwice(source: string): [string, string] | undefined {
  const text = literalOf(source);
  return text === undefined ? undefined : [text, text];
}

/** A key may be a name without quotes. */
function elementOf(element: Node): [string, string] | undefined {
  const [key = '', value = ''] = ['key', 'val'].map((field) => element.childForFieldName(field)?.text);
  const [name, text] = [literalOf(key) ?? (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) ? key : undefined), literalOf(value)];
  return name === undefined || text === undefined ? undefined : [name, text];
}
