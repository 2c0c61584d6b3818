import type { Node } from 'web-tree-sitter';
import { placesIn } from '../input/place.ts';
import { type Attribute, type Block, isKind, LABELS, type Parsed, type Reading } from './block.ts';
import { parsed } from './grammar.ts';
import { hiddenIn } from './hidden.ts';
import { literalOf } from './literal.ts';
import { type RegionOf, regionOfAttribute, regionsIn } from './region.ts';
import { partsOf, valueIn } from './value.ts';
import { hasBelow, wantedOf } from './wanted.ts';

/** Reads a file in Terraform's own syntax. */
export function readHcl(text: string): Parsed {
  const regionOf = regionsIn(text);
  return parsed(text, (root) => {
    if (!root.hasError) return { blocks: blocksIn(root, 0, regionOf), problem: null };
    const offset = firstErrorIn(root).startIndex;
    return { blocks: intactBlocksOf(text, regionOf), problem: placesIn(text)(offset) };
  });
}

/** A line at which a block begins, as people write them. */
const BEGINNING =
  /^(?:resource|data|module|import|moved|removed|variable|output|locals|provider|terraform|check|ephemeral)\b(?=[ \t]*["{\w])/gm;
/** A line that ends one. */
const END = /^\}.*(?:\n|$)/gm;
/** How many lines that may be the end of a block are tried: those before its end are text in it. */
const FARTHEST = 20;
/** How many pieces of a file are tried, and characters in all: one with so many mistakes is not looked through to its end. */
const MOST_TRIES = 1000;
const MOST_TRIED = 10_000_000;

/**
 * The blocks of a text with a mistake, of which the parser may take all that follows for something else: from each line that
 * looks like a beginning, the shortest piece without a mistake.
 */
function intactBlocksOf(text: string, regionOf: RegionOf): Block[] {
  const beginnings = outside(
    hiddenIn(text),
    [...text.matchAll(BEGINNING)].map(({ index }) => index),
  );
  const ends = [...text.matchAll(END)].map(({ index, 0: line }) => index + line.length);
  const blocks: Block[] = [];
  let [done, nextEnd, tries, tried] = [0, 0, 0, 0];
  for (const [at, from] of beginnings.entries()) {
    if (from < done) continue;
    if (tries > MOST_TRIES || tried > MOST_TRIED) break;
    while ((ends[nextEnd] ?? text.length) <= from) nextEnd += 1;
    // a block on one line ends before the next begins
    for (const end of [beginnings[at + 1] ?? text.length, ...ends.slice(nextEnd, nextEnd + FARTHEST)].sort((a, b) => a - b)) {
      tries += 1;
      tried += end - from;
      if (tried > MOST_TRIED) break;
      const found = parsed(text.slice(from, end), (root) => (root.hasError ? null : blocksIn(root, from, regionOf)));
      if (found === null) continue;
      for (const block of found) blocks.push(block);
      done = end;
      break;
    }
  }
  return blocks;
}

/** The offsets that are in none of the parts; both in their order. */
function outside(parts: readonly (readonly [number, number])[], offsets: readonly number[]): number[] {
  let at = 0;
  return offsets.filter((offset) => {
    while ((parts[at]?.[1] ?? Number.POSITIVE_INFINITY) <= offset) at += 1;
    return (parts[at]?.[0] ?? Number.POSITIVE_INFINITY) > offset;
  });
}

/** Where the parser found the first mistake; not by calling itself, since expressions may be nested as deep as somebody likes. */
function firstErrorIn(root: Node): Node {
  let node = root;
  for (;;) {
    const next = node.isError || node.isMissing ? undefined : node.children.find((child) => child?.hasError || child?.isMissing);
    if (next == null) return node;
    node = next;
  }
}

/** @param offset where in the file the tree begins */
function blocksIn(root: Node, offset: number, regionOf: RegionOf): Block[] {
  const regionFrom = (from: number, to: number) => regionOf(offset + from, offset + to);
  return bodyOf(root).flatMap((node) => {
    if (node.type !== 'block') return [];
    const [kind = '', ...labels] = labelsOf(node).map(({ text }) => text);
    if (!isKind(kind) || labels.length !== LABELS[kind]) return [];
    const wanted = wantedOf(kind, labels[0]);
    if (wanted === undefined) return [];
    const attributes = new Map<string, Attribute>();
    if (wanted.size > 0) readBody(node, '', { wanted, attributes, regionOf: regionFrom });
    return [{ kind, labels, header: headerOf(node, regionFrom), attributes }];
  });
}

/** Of a block that is there several times, the first counts. */
function readBody(block: Node, prefix: string, reading: Reading): void {
  const { wanted, attributes, regionOf } = reading;
  for (const node of bodyOf(block)) {
    if (node.type === 'attribute') {
      const [name, expression] = partsOf(node);
      const path = `${prefix}${name?.text}`;
      if (!name || !expression || !wanted.has(path) || attributes.has(path)) continue;
      const region = regionOfAttribute(regionOf(name.startIndex, name.endIndex), regionOf(name.startIndex, expression.endIndex));
      const value = valueIn(expression);
      attributes.set(path, { region, ...(value !== undefined && { value }) });
    } else if (node.type === 'block') {
      const [keyword, label] = labelsOf(node).map(({ text }) => text);
      const isDynamic = keyword === 'dynamic' && label !== undefined;
      const path = `${prefix}${isDynamic ? label : keyword}`;
      if (wanted.has(path) && !attributes.has(path)) attributes.set(path, { region: headerOf(node, regionOf) });
      // blocks may be nested as deep as somebody likes, and most have nothing that is read
      if (!hasBelow(wanted, path)) continue;
      const content = isDynamic ? bodyOf(node).find((inner) => labelsOf(inner)[0]?.text === 'content') : node;
      if (content !== undefined) readBody(content, `${path}.`, reading);
    }
  }
}

/** What stands between the braces of a block, or in a file. */
const bodyOf = (node: Node): Node[] =>
  partsOf(node)
    .filter(({ type }) => type === 'body')
    .flatMap(partsOf);

/** The keyword of a block and its labels. */
const labelsOf = (block: Node): { node: Node; text: string }[] =>
  partsOf(block).flatMap((node) => {
    const text = node.type === 'identifier' ? node.text : node.type === 'string_lit' ? literalOf(node.text) : undefined;
    return text === undefined ? [] : [{ node, text }];
  });

const headerOf = (block: Node, regionOf: RegionOf) =>
  regionOf(block.startIndex, labelsOf(block).at(-1)?.node.endIndex ?? block.endIndex);
