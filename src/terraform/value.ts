import type { Node } from 'web-tree-sitter';
import { stepsOf } from './address.ts';
import type { Value } from './block.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** How long a literal may be that links are made by, which are names and ids. To match a longer one could exhaust the stack. */
export const LONGEST_LITERAL = 4096;

/** The text of a quoted string; undefined where it is none, is longer than any name or id, or has expressions in it. */
export function literalOf(source: string): string | undefined {
  if (source.length > LONGEST_LITERAL) return undefined;
  if (!/^"(?:[^"\\]|\\.)*"$/su.test(source)) return undefined;
  const inner = source.slice(1, -1);
  if (/(?<!\$)(?:\$\$)*\$\{|(?<!%)(?:%%)*%\{/.test(inner)) return undefined;
  return inner
    .replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/gs, (whole, short, long, sign) =>
      sign === undefined ? character(short ?? long) : (ESCAPES[sign] ?? whole),
    )
    .replace(/([$%])\1\{/g, '$1{');
}

const character = (digits: string): string => {
  const code = Number.parseInt(digits, 16);
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
};

/** As much of an expression as links are made by. */
export function valueIn(expression: Node): Value | undefined {
  const source = expression.text;
  const text = literalOf(source);
  if (text !== undefined) return { text };
  const wrapped = /^"\$\{([^{}"]*)\}"$/.exec(source)?.[1] ?? source;
  if (stepsOf(wrapped) !== undefined)
    return /^\s*(?:true|false|null)\s*$/.test(wrapped) ? undefined : { reference: wrapped.trim() };
  const entries = entriesOf(expression);
  return entries === undefined ? undefined : { entries };
}

/** The texts of a list, an object, or `toset([...])`; undefined where it has anything else. */
function entriesOf(expression: Node): [string, string][] | undefined {
  const [outer] = expression.namedChildren;
  const isSet = outer?.type === 'function_call' && outer.namedChildren[0]?.text === 'toset';
  const list = isSet ? outer.namedChildren.find((child) => child?.type === 'function_arguments')?.namedChildren[0] : expression;
  const inner = list?.namedChildren[0];
  const [collection] = inner?.type === 'collection_value' ? inner.namedChildren : [];
  const items = collection?.namedChildren.filter((child) => child?.type === 'expression' || child?.type === 'object_elem') ?? [];
  if (items.length === 0) return undefined;
  const entries = items.map((item) => (item?.type === 'object_elem' ? elementOf(item) : sameTwice(item?.text ?? '')));
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
