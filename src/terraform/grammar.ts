import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';

const PARSER = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-hcl.wasm';

/** In the package both lie beside the code; sources run as they are in development. */
const fileOf = (name: string, from: string): string =>
  import.meta.url.endsWith('.ts')
    ? createRequire(import.meta.url).resolve(`${from}/${name}`)
    : fileURLToPath(new URL(`./${name}`, import.meta.url));

await Parser.init({ locateFile: () => fileOf(PARSER, 'web-tree-sitter') });
const parser = new Parser();
parser.setLanguage(await Language.load(fileOf(GRAMMAR, '@tree-sitter-grammars/tree-sitter-hcl')));

/** Reads the syntax tree of a text, which holds memory of its own for as long as the work takes. */
export function parsed<T>(text: string, work: (root: Node) => T): T {
  const tree = parser.parse(text);
  if (tree === null) throw new Error('the parser has no language');
  try {
    return work(tree.rootNode);
  } finally {
    tree.delete();
  }
}
