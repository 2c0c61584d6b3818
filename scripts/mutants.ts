/** A change that a test must notice, made from OPA's own syntax tree: no library does that for Rego. */
export type Mutant = {
  /** Line of the change, from 1. */
  row: number;
  /** The line before and after the change, without indentation. */
  before: string;
  after: string;
  /** The whole source with the change. */
  source: string;
};

type Location = { row: number; col: number; text: string };
type Node = { [key: string]: unknown; type?: string; value?: unknown; location?: Location };

const SWAPPED: Record<string, string> = { '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/**
 * Every mutant of a Rego file: each comparison swapped, each condition dropped or made false, each constant changed, each
 * member of a literal and each clause left out.
 * @param source the file's text
 * @param rules `rules` of `opa parse --format json --json-include locations`
 */
export function mutantsOf(source: string, rules: readonly unknown[]): Mutant[] {
  const lines = source.split('\n');
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.length + 1;
  }
  const found = new Map<string, Mutant>();
  const spanOf = ({ row, col, text }: Location) => {
    const start = (starts[row - 1] ?? 0) + col - 1;
    return { start, end: start + Buffer.from(text, 'base64').toString().length };
  };
  const change = (start: number, end: number, by: string) => {
    const changed = source.slice(0, start) + by + source.slice(end);
    const row = source.slice(0, start).split('\n').length;
    if (changed !== source && !found.has(changed))
      found.set(changed, {
        row,
        before: (lines[row - 1] ?? '').trim(),
        after: (changed.split('\n')[row - 1] ?? '').trim(),
        source: changed,
      });
  };
  const replace = (location: Location, by: string) => {
    const { start, end } = spanOf(location);
    change(start, end, by);
  };
  /** Together with the comma that follows, or the one before. */
  const leaveOut = (from: Location, to: Location) => {
    const { start } = spanOf(from);
    const { end } = spanOf(to);
    const after = /^\s*,\s*/.exec(source.slice(end))?.[0].length ?? 0;
    const before = after === 0 ? (/,\s*$/.exec(source.slice(0, start))?.[0].length ?? 0) : 0;
    change(start - before, end + after, '');
  };

  function expression(node: Node): void {
    if (node.location === undefined || node.generated === true) return;
    replace(node.location, 'true');
    replace(node.location, 'false');
    const [operator] = Array.isArray(node.terms) ? (node.terms as Node[]) : [];
    const sign = operator?.location === undefined ? '' : Buffer.from(operator.location.text, 'base64').toString();
    const other = SWAPPED[sign];
    if (operator?.location !== undefined && other !== undefined) replace(operator.location, other);
  }

  function term(node: Node): void {
    const { type, value, location } = node;
    if (location === undefined) return;
    if (type === 'boolean') replace(location, String(!value));
    if (type === 'number') replace(location, String(Number(value) + 1));
    if (type === 'string') replace(location, '"a mutant"');
    if (type === 'set') for (const member of value as Node[]) if (member.location) leaveOut(member.location, member.location);
    if (type === 'object')
      for (const [key, item] of value as [Node, Node][]) if (key.location && item.location) leaveOut(key.location, item.location);
  }

  function walk(node: unknown, inRef = false): void {
    if (Array.isArray(node)) for (const child of node) walk(child, inRef);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const known = node as Node;
    if ('terms' in known) expression(known);
    // the parts of a reference are names: the type check would reject any other
    else if (known.type !== undefined && 'value' in known && !inRef) term(known);
    for (const [key, child] of Object.entries(known))
      if (key !== 'location' && key !== 'annotations')
        walk(child, known.type === 'ref' && key === 'value' ? isName(child) : false);
  }

  for (const rule of rules) {
    const { location, head, body, else: otherwise } = rule as Node;
    if (location !== undefined) replace(location, '');
    walk((head as Node | undefined)?.value);
    walk((head as Node | undefined)?.key);
    walk(body);
    for (let branch = otherwise as Node | undefined; branch !== undefined; branch = branch.else as Node | undefined) {
      walk((branch.head as Node | undefined)?.value);
      walk(branch.body);
    }
  }
  return [...found.values()];
}

/** Whether the parts of a reference are plain names; parts that are computed are mutated too. */
const isName = (parts: unknown): boolean =>
  Array.isArray(parts) && parts.every((part) => ['var', 'string'].includes((part as Node).type ?? ''));
