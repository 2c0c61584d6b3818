import { type Document, isAlias, type Node, visit } from 'yaml';

/** What is wrong, and where in the text. */
type BrokenAlias = { offset: number; message: string };

/** The first alias of a YAML document that refers to no anchor, or to a node that contains it. */
export function brokenAlias(document: Document.Parsed): BrokenAlias | undefined {
  const anchors = new Map<string, Node>();
  let found: BrokenAlias | undefined;
  visit(document, {
    Node(_, node, path) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const { source } = node;
      const target = anchors.get(source);
      if (target !== undefined && !path.includes(target)) return;
      found = {
        offset: offsetOf(node),
        message:
          target === undefined
            ? `there is no anchor &${source} before the alias *${source}`
            : `the alias *${source} is inside the node that it refers to`,
      };
      return visit.BREAK;
    },
  });
  return found;
}

/** Where the first alias of a document is. */
export function firstAlias(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias(_, node) {
      offset = offsetOf(node);
      return visit.BREAK;
    },
  });
  return offset;
}

const offsetOf = ({ range }: Node): number => range?.[0] ?? 0;
