import type { Node } from 'web-tree-sitter';
import { childrenOf, descendantsOf, parseShell } from './grammars.ts';

/** An argument without its quotes; `open` where the shell or the reader still puts something in. */
export type Word = { text: string; open: boolean };
export type Invocation = { program: string; words: Word[] };

/** Each command of a line, those in pipes, lists and substitutions included; none of a comment. */
export function invocationsOf(line: string): { invocations: Invocation[]; isWhole: boolean } {
  const root = parseShell(line);
  const invocations = [...descendantsOf(root, 'command')].map((command) => {
    const [program = { text: '', open: false }, ...words] = childrenOf(command)
      .filter(({ type }) => !type.endsWith('redirect') && type !== 'variable_assignment')
      .map(wordOf);
    return { program: program.text, words };
  });
  return { invocations, isWhole: !root.hasError };
}

function wordOf(node: Node): Word {
  const text = textOf(node);
  return { text, open: hasExpansion(node) || hasPlaceholder(text) };
}

function textOf(node: Node): string {
  if (node.type === 'raw_string') return node.text.slice(1, -1);
  if (node.type === 'string') return node.text.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  if (node.type === 'concatenation' || node.type === 'command_name') return childrenOf(node).map(textOf).join('');
  return node.text.replace(/\\(.)/g, '$1');
}

const hasExpansion = (node: Node): boolean =>
  ['command_substitution', 'simple_expansion', 'expansion'].some(
    (type) => node.type === type || !descendantsOf(node, type).next().done,
  );

/** `{kms_name}`, which the report fills in, or a word in capitals, which the reader has to replace. */
const hasPlaceholder = (text: string): boolean => TEMPLATE.test(text) || hasCapitals(text);
export const hasCapitals = (text: string): boolean => CAPITALS.test(text);

const TEMPLATE = /(?<!\$)\{[a-z0-9_:]+,?\}/;
const CAPITALS = /(?<![A-Za-z0-9])[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Za-z0-9])/;
