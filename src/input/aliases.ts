import { type Document, isAlias, type Node, visit } from 'yaml';

/** What is wrong, and where in the text. */
export type Misnamed = { offset: number; message: string };

/** The first alias of a YAML document that stands for nothing, or for what it is itself a part of. */
export function misnamedAlias(document: Document.Parsed): Misnamed | undefined {
  const anchors = new Map<string, Node>();
  let found: Misnamed | undefined;
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
            ? `no anchor &${source} stands before the alias *${source}`
            : `the alias *${source} stands inside of what it names, which would have no end`,
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
