import { type Document, isAlias, type Node, visit } from 'yaml';

/** Where in the text an alias is, and what is wrong with it; null where nothing is. */
type Alias = { offset: number; mistake: string | null };

/** The aliases of a YAML document. It is a mistake to refer to no anchor, or to a node that contains the alias. */
export function aliasesIn(document: Document.Parsed): Alias[] {
  const anchors = new Map<string, Node>();
  const aliases: Alias[] = [];
  const mistakeIn = (source: string, path: readonly unknown[]): string | null => {
    const target = anchors.get(source);
    if (target === undefined) return `there is no anchor &${source} before the alias *${source}`;
    return path.includes(target) ? `the alias *${source} is inside the node that it refers to` : null;
  };
  visit(document, {
    Node(_, node, path) {
      if (isAlias(node)) aliases.push({ offset: node.range?.[0] ?? 0, mistake: mistakeIn(node.source, path) });
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return aliases;
}
