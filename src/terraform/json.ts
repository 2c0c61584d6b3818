import { type Node, type ParseError, parseTree, visit } from 'jsonc-parser';
import { placesIn } from '../input/place.ts';
import { MOST_LEVELS } from '../input/read-text.ts';
import { type Attribute, type Block, KINDS, type Kind, LABELS, type Parsed, type Reading, type Value } from './block.ts';
import { LONGEST_LITERAL, plainOf } from './literal.ts';
import { type RegionOf, regionOfAttribute, regionsIn } from './region.ts';
import { wantedOf } from './wanted.ts';

/** Reads a file in Terraform's JSON syntax. */
export function readTerraformJson(text: string): Parsed {
  const placeOf = placesIn(text);
  const deep = tooDeepAt(text);
  if (deep !== null) return { blocks: [], problem: placeOf(deep) };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const regionOf = regionsIn(text);
  const [error] = errors;
  const blocks = root === undefined ? [] : KINDS.flatMap((kind) => blocksOf(root, kind, regionOf));
  return { blocks, problem: error === undefined ? null : placeOf(error.offset) };
}

/** Where it is nested deeper than any file of Terraform: what reads it would exhaust the stack. */
function tooDeepAt(text: string): number | null {
  let depth = 0;
  const enter = (offset: number): void => {
    depth += 1;
    if (depth > MOST_LEVELS) throw new TooDeep(offset);
  };
  const leave = (): void => {
    depth -= 1;
  };
  try {
    visit(text, { onObjectBegin: enter, onArrayBegin: enter, onObjectEnd: leave, onArrayEnd: leave });
    return null;
  } catch (error) {
    if (error instanceof TooDeep) return error.offset;
    throw error;
  }
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('nested too deeply');
    this.offset = offset;
  }
}

/** An object, or each of a list of them: Terraform takes both wherever blocks stand. */
const objectsIn = (node: Node | undefined): Node[] => {
  if (node?.type === 'array') return node.children?.flatMap(objectsIn) ?? [];
  return node?.type === 'object' ? [node] : [];
};

type Property = { name: string; key: Node; value: Node; whole: Node };

const propertiesOf = (object: Node): Property[] =>
  object.children?.flatMap((whole) => {
    const [key, value] = whole.children ?? [];
    return key === undefined || value === undefined ? [] : [{ name: String(key.value), key, value, whole }];
  }) ?? [];

function blocksOf(root: Node, kind: Kind, regionOf: RegionOf): Block[] {
  const found = objectsIn(root)
    .flatMap(propertiesOf)
    .filter(({ name }) => name === kind);
  const labelled = (from: readonly Property[], labels: readonly string[]): Block[] =>
    from.flatMap(({ key, value }) => {
      const inner = objectsIn(value);
      if (labels.length < LABELS[kind])
        return inner.flatMap((object) =>
          propertiesOf(object).flatMap((property) => labelled([property], [...labels, property.name])),
        );
      const wanted = wantedOf(kind, labels[0]);
      if (wanted === undefined) return [];
      return inner.map((body): Block => {
        const attributes = new Map<string, Attribute>();
        readBody(body, '', { wanted, attributes, regionOf });
        return { kind, labels, header: regionOfNode(key, regionOf), attributes };
      });
    });
  return labelled(found, []);
}

function readBody(body: Node, prefix: string, reading: Reading): void {
  const { wanted, attributes, regionOf } = reading;
  for (const { name, key, value, whole } of propertiesOf(body)) {
    if (name === 'dynamic') {
      for (const dynamic of objectsIn(value)) readDynamic(dynamic, prefix, reading);
      continue;
    }
    const path = `${prefix}${name}`;
    const nested = objectsIn(value);
    const named = regionOfNode(key, regionOf);
    if (wanted.has(path) && !attributes.has(path)) {
      const region = nested.length > 0 ? named : regionOfAttribute(named, regionOfNode(whole, regionOf));
      const known = valueIn(value);
      attributes.set(path, { region, ...(known !== undefined && { value: known }) });
    }
    for (const object of nested) readBody(object, `${path}.`, reading);
  }
}

/** `"dynamic": {"rotation_policy": {"for_each": ..., "content": {...}}}` */
function readDynamic(dynamic: Node, prefix: string, reading: Reading): void {
  for (const { name, key, value } of propertiesOf(dynamic)) {
    const path = `${prefix}${name}`;
    if (reading.wanted.has(path) && !reading.attributes.has(path))
      reading.attributes.set(path, { region: regionOfNode(key, reading.regionOf) });
    const contents = objectsIn(value)
      .flatMap(propertiesOf)
      .filter((property) => property.name === 'content');
    for (const object of contents.flatMap((content) => objectsIn(content.value))) readBody(object, `${path}.`, reading);
  }
}

const regionOfNode = ({ offset, length }: Node, regionOf: RegionOf) => regionOf(offset, offset + length);

function valueIn(node: Node): Value | undefined {
  if (node.type === 'string') return ofText(String(node.value));
  const pairs =
    node.type === 'array'
      ? (node.children ?? []).map((item): [Node, Node] => [item, item])
      : propertiesOf(node).map(({ key, value }): [Node, Node] => [key, value]);
  const entries = pairs.flatMap(([key, value]): [string, string][] => {
    const [name, text] = [key, value].map((one) => (one.type === 'string' ? ofText(String(one.value)) : undefined));
    return name !== undefined && text !== undefined && 'text' in name && 'text' in text ? [[name.text, text.text]] : [];
  });
  return entries.length > 0 && entries.length === pairs.length ? { entries } : undefined;
}

/** A text of Terraform's JSON is a template. */
function ofText(text: string): Value | undefined {
  if (text.length > LONGEST_LITERAL) return undefined;
  const reference = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  if (reference !== undefined) return { reference: reference.trim() };
  const plain = plainOf(text);
  return plain === undefined ? undefined : { text: plain };
}
