import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const { resolve } = createRequire(import.meta.url);

async function parserOf(wasm: string): Promise<Parser> {
  const parser = new Parser();
  parser.setLanguage(await Language.load(resolve(wasm)));
  return parser;
}

await Parser.init();
const shell = await parserOf('tree-sitter-bash/tree-sitter-bash.wasm');
const hcl = await parserOf('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm');

const rootOf = (parser: Parser, source: string): Node => {
  const tree = parser.parse(source);
  if (tree === null) throw new Error('no language is set');
  return tree.rootNode;
};
export const parseShell = (source: string): Node => rootOf(shell, source);
export const parseHcl = (source: string): Node => rootOf(hcl, source);

export const childrenOf = (node: Node, ...types: string[]): Node[] =>
  node.namedChildren.filter((child) => child !== null && (types.length === 0 || types.includes(child.type)));

export function* descendantsOf(node: Node, type: string): Generator<Node> {
  for (const child of childrenOf(node)) {
    if (child.type === type) yield child;
    yield* descendantsOf(child, type);
  }
}
