import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { byCodePoint } from '../input/code-point.ts';
import { type Address, type ModuleStep, parseAddress, type ResourceAddress } from '../terraform/address.ts';
import type { Attribute, Block } from '../terraform/block.ts';

/** A file of the repository that was read. */
export type ReadFile = { file: string; uri: string; blocks: readonly Block[] };

/** A block, and in which file it is. */
export type Placed = { uri: string; block: Block };

/**
 * What a folder declares: a module in Terraform's words.
 * @property resources by `type.name`, those of data sources behind `data.`: the block itself, then what overrides parts of it;
 *   null where two blocks have one name
 * @property calls of other modules, by name; the folder is null where the source is none of the repository
 */
export type Module = {
  folder: string;
  resources: Map<string, Placed[] | null>;
  calls: Map<string, { call: Placed; folder: string | null }>;
  imports: Block[];
  moved: { from: Address; to: Address }[];
};
export type Modules = ReadonlyMap<string, Module>;

/** The name of a resource in its module. */
export const nameOf = ({ mode, type, name }: Pick<ResourceAddress, 'mode' | 'type' | 'name'>): string =>
  `${mode === 'data' ? 'data.' : ''}${type}.${name}`;

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
  moved: [],
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
    const source = attributes.get('source')?.value;
    module.calls.set(first, {
      call: { uri, block },
      folder: source !== undefined && 'text' in source ? localFolder(module.folder, source.text) : null,
    });
  } else if (kind === 'import') module.imports.push(block);
  else {
    const [from, to] = [addressIn(attributes.get('from')), addressIn(attributes.get('to'))];
    if (from !== undefined && to !== undefined) module.moved.push({ from, to });
  }
}

/** An override adds to a block that is there, and takes the place of its attributes one by one. */
function override(module: Module, placed: Placed): void {
  const { kind, labels, attributes } = placed.block;
  if (kind !== 'resource' && kind !== 'data') return;
  const name = nameOf({ mode: kind === 'data' ? 'data' : 'managed', type: labels[0] ?? '', name: labels[1] ?? '' });
  const before = module.resources.get(name);
  if (before == null) return;
  const kept = before.map(({ uri, block }) => ({
    uri,
    block: { ...block, attributes: new Map([...block.attributes].filter(([path]) => !attributes.has(path))) },
  }));
  module.resources.set(name, [...kept, placed]);
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

/** How a module is first reached from one that no other calls: the steps in its address. */
export function pathsOf(modules: Modules): ReadonlyMap<string, readonly ModuleStep[]> {
  const called = new Set([...modules.values()].flatMap(({ calls }) => [...calls.values()].map(({ folder }) => folder)));
  const roots = [...modules.keys()].filter((folder) => !called.has(folder));
  const paths = new Map<string, readonly ModuleStep[]>();
  let next: [string, readonly ModuleStep[]][] = roots.map((folder) => [folder, []]);
  for (let depth = 0; next.length > 0 && depth < DEEPEST; depth += 1) {
    // each folder once, also where several modules call it, or one does twice
    const fresh = next.filter(([folder, path]) => !paths.has(folder) && paths.set(folder, path));
    next = fresh.flatMap(([folder, path]) =>
      [...(modules.get(folder)?.calls ?? [])].flatMap(([name, call]): [string, readonly ModuleStep[]][] =>
        call.folder !== null && modules.has(call.folder) ? [[call.folder, [...path, { name }]]] : [],
      ),
    );
  }
  return paths;
}
