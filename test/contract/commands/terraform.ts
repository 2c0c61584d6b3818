import type { Node } from 'web-tree-sitter';
import { childrenOf, descendantsOf, parseHcl } from './grammars.ts';

/** A block of HCL: `resource "aws_kms_key" "NAME" { ... }`, or a nested one. */
export type Block = { type: string; labels: string[]; attributes: Map<string, Node>; blocks: Block[] };

export function blocksOf(hcl: string): { blocks: Block[]; outside: string[]; root: Node; isWhole: boolean } {
  // what the report fills in is an identifier outside of strings, and text inside of them
  const root = parseHcl(hcl.replace(/(?<![$%])\{([a-z0-9_:]+),?\}/g, (_, name: string) => ` ${name.replaceAll(':', '_')} `));
  const outside = childrenOf(root, 'body')
    .flatMap((body) => childrenOf(body, 'attribute'))
    .map(nameOf);
  return { blocks: blocksIn(root), outside, root, isWhole: !root.hasError };
}

const blocksIn = (parent: Node): Block[] => childrenOf(parent, 'body').flatMap((body) => childrenOf(body, 'block').map(blockOf));

function blockOf(node: Node): Block {
  const [type, ...labels] = childrenOf(node, 'identifier', 'string_lit').map(({ text }) => text.replaceAll('"', ''));
  const attributes = childrenOf(node, 'body').flatMap((body) => childrenOf(body, 'attribute'));
  return {
    type: type ?? '',
    labels,
    attributes: new Map(attributes.map((attribute) => [nameOf(attribute), childrenOf(attribute)[1] ?? attribute])),
    blocks: blocksIn(node),
  };
}

const nameOf = (attribute: Node): string => childrenOf(attribute)[0]?.text ?? '';

/** References to attributes, as `["aws_kms_key", "NEW_KEY", "arn"]`. */
export const referencesIn = (root: Node): string[][] =>
  [...descendantsOf(root, 'expression')]
    .map((expression) => childrenOf(expression))
    .filter(([first]) => first?.type === 'variable_expr')
    .map(([first, ...rest]) => [
      first?.text ?? '',
      ...rest.filter(({ type }) => type === 'get_attr').map(({ text }) => text.replace(/^\./, '')),
    ]);

/** The text of a literal string, without references. */
export function literalOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const text = node.text.trim();
  return /^"[^"$%]*"$/.test(text) ? text.slice(1, -1) : undefined;
}
