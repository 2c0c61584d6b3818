import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { byCodePoint } from '../input/code-point.ts';
import { type Address, type ModuleStep, parseAddress, type ResourceAddress } from '../terraform/address.ts';
import type { Attribute, Block } from '../terraform/block.ts';

/** A file of the repository that was read. */
export type ReadFile = { file: string; uri: string; blocks: readonly Block[] };

/** A block, and in which file it is. */
export type Placed = { uri: string; block: Block };

/** Where a module is called; the folder is null where its source is none of the repository. */
type Call = { call: Placed; folder: string | null };

/** A `moved` block, read one way or the other. */
type Move = { before: Address; after: Address };
export type Direction = 'forward' | 'backward';

/**
 * What a folder declares: a module in Terraform's words.
 * @property resources by `type.name`, those of data sources behind `data.`: the block itself, then what overrides parts of it;
 *   null where two blocks have one name
 * @property calls of other modules, by name; null where two have one
 * @property moved by the first step of what moved
 */
export type Module = {
  folder: string;
  resources: Map<string, Placed[] | null>;
  calls: Map<string, Call | null>;
  imports: Block[];
  moved: Record<Direction, Map<string, Move[]>>;
};
export type Modules = ReadonlyMap<string, Module>;

/** The name of a resource in its module. */
export const nameOf = ({ mode, type, name }: Pick<ResourceAddress, 'mode' | 'type' | 'name'>): string =>
  `${mode === 'data' ? 'data.' : ''}${type}.${name}`;

/** The name, in the module that it begins in, of what an address leads through first. */
export function firstStepOf(address: Address): string {
  const [module] = address.modules;
  if (module !== undefined) return `module.${module.name}`;
  return address.type === null ? '' : nameOf(address);
}

/** Groups what files declare by folder. A `.tofu` file takes the place of the `.tf` file of its name, as it does for OpenTofu. */
export function modulesOf(files: readonly ReadFile[]): Modules {
  const modules = new Map<string, Module>();
  const names = new Set(files.map(({ file }) => file));
  const isShadowed = (file: string) => /\.tf(\.json)?$/.test(file) && names.has(file.replace(/\.tf(\.json)?$/, '.tofu$1'));
  const read = files.filter(({ file }) => !isShadowed(file));
  const [overriding, plain] = [read.filter(overrides), read.filter((file) => !overrides(file))];
  for (const { file, uri, blocks } of plain) {
    const folder = realpathSync(dirname(file));
    const module = modules.get(folder) ?? emptyModule(folder);
    modules.set(folder, module);
    for (const block of blocks) add(module, { uri, block });
  }
  for (const { file, uri, blocks } of overriding) {
    const module = modules.get(realpathSync(dirname(file)));
    if (module !== undefined) for (const block of blocks) override(module, { uri, block });
  }
  return new Map([...modules].sort(([a], [b]) => byCodePoint(a, b)));
}

/** Terraform takes no other name; one with a period in it would look like another address. */
const isName = (label: string): boolean => /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(label);

const emptyModule = (folder: string): Module => ({
  folder,
  resources: new Map(),
  calls: new Map(),
  imports: [],
  moved: { forward: new Map(), backward: new Map() },
});

const overrides = ({ file }: ReadFile): boolean => /(?:^|_)override\.(?:tf|tofu)(?:\.json)?$/.test(basename(file));

function add(module: Module, { uri, block }: Placed): void {
  const { kind, labels, attributes } = block;
  const [first = '', second = ''] = labels;
  if (!labels.every(isName)) return;
  if (kind === 'resource' || kind === 'data') {
    const name = nameOf({ mode: kind === 'data' ? 'data' : 'managed', type: first, name: second });
    module.resources.set(name, module.resources.has(name) ? null : [{ uri, block }]);
  } else if (kind === 'module') {
    const call = { call: { uri, block }, folder: calledIn(module, attributes.get('source')) };
    module.calls.set(first, module.calls.has(first) ? null : call);
  } else if (kind === 'import') module.imports.push(block);
  else {
    const [from, to] = [addressIn(attributes.get('from')), addressIn(attributes.get('to'))];
    if (from === undefined || to === undefined) return;
    addMove(module.moved.forward, { before: from, after: to });
    addMove(module.moved.backward, { before: to, after: from });
  }
}

function addMove(moves: Map<string, Move[]>, move: Move): void {
  const step = firstStepOf(move.before);
  const list = moves.get(step) ?? [];
  moves.set(step, list);
  list.push(move);
}

/** An override adds to a block that is there, and takes the place of its attributes and nested blocks one by one. */
function override(module: Module, placed: Placed): void {
  const { kind, labels, attributes } = placed.block;
  const source = attributes.get('source');
  const called = kind === 'module' && source !== undefined ? module.calls.get(labels[0] ?? '') : null;
  if (called != null) called.folder = calledIn(module, source);
  if (kind !== 'resource' && kind !== 'data') return;
  const name = nameOf({ mode: kind === 'data' ? 'data' : 'managed', type: labels[0] ?? '', name: labels[1] ?? '' });
  const before = module.resources.get(name);
  if (before == null) return;
  // a nested block takes the place of the whole block of its name
  const replaced = [...attributes.keys()].flatMap((path) => [path, path.replace(/\..*/s, '')]);
  const isKept = (path: string) => !replaced.some((one) => path === one || path.startsWith(`${one}.`));
  const kept = before.map(({ uri, block }) => ({
    uri,
    block: { ...block, attributes: new Map([...block.attributes].filter(([path]) => isKept(path))) },
  }));
  module.resources.set(name, [...kept, placed]);
}

function calledIn({ folder }: Module, source: Attribute | undefined): string | null {
  const value = source?.value;
  return value !== undefined && 'text' in value ? localFolder(folder, value.text) : null;
}

/** Terraform takes a path for local only if it begins like this. */
function localFolder(folder: string, source: string): string | null {
  if (!/^\.\.?(?:\/|$)/.test(source)) return null;
  const path = resolve(folder, source);
  try {
    return realpathSync(path);
  } catch {
    // nothing is there: no folder of that name was read
    return path;
  }
}

/** What a `moved` or `import` block names; JSON writes it as a text. */
export function addressIn(attribute: Attribute | undefined): Address | undefined {
  const value = attribute?.value;
  if (value === undefined || 'entries' in value) return undefined;
  return parseAddress('text' in value ? value.text : value.reference);
}

/** How deep modules may call each other before the calls are taken for a circle. */
const DEEPEST = 50;

/** The folders that others call as modules. */
export const calledFolders = (modules: Modules): ReadonlySet<string | null | undefined> =>
  new Set([...modules.values()].flatMap(({ calls }) => [...calls.values()].map((call) => call?.folder)));

/** How a module is first reached from one that no other calls: the steps in its address. */
export function pathsOf(modules: Modules): ReadonlyMap<string, readonly ModuleStep[]> {
  const called = calledFolders(modules);
  const roots = [...modules.keys()].filter((folder) => !called.has(folder));
  const paths = new Map<string, readonly ModuleStep[]>();
  let next: [string, readonly ModuleStep[]][] = roots.map((folder) => [folder, []]);
  for (let depth = 0; next.length > 0 && depth < DEEPEST; depth += 1) {
    // each folder once, also where several modules call it, or one does twice
    const fresh = next.filter(([folder, path]) => !paths.has(folder) && paths.set(folder, path));
    next = fresh.flatMap(([folder, path]) =>
      [...(modules.get(folder)?.calls ?? [])].flatMap(([name, call]): [string, readonly ModuleStep[]][] =>
        call?.folder != null && modules.has(call.folder) ? [[call.folder, [...path, { name }]]] : [],
      ),
    );
  }
  return paths;
}
