import { type ModuleStep, parseAddress, type ResourceAddress } from '../terraform/address.ts';
import type { StatedResource } from '../terraform/state.ts';
import { besideIn } from './beside.ts';
import { importsOf } from './imports.ts';
import { tiesOf } from './keys.ts';
import { keyOf, type Linked, Links } from './links.ts';
import { literalTies } from './literals.ts';
import { type Modules, pathsOf } from './modules.ts';
import { resolve } from './resolve.ts';

/** What a state says, and the folder whose root module it is of. */
export type Rooted = { folder: string; resources: readonly StatedResource[] };

/**
 * Ties live things to the blocks that declare them: by states, then by `import` blocks, then by names and ids that stand in the
 * sources. What one of these says, a later one does not change; where one of them says two things, it says nothing.
 */
export function link(modules: Modules, states: readonly Rooted[]): Linked {
  const links = new Links();
  /** The ids that Confluent's things have, by their blocks. */
  const known = new Map<object, Set<string>>();
  /** @param path of the module in which the address begins */
  const tie = (folder: string, path: readonly ModuleStep[], address: ResourceAddress, ids: readonly string[]): void => {
    const resolved = resolve(modules, folder, address);
    const [first] = resolved?.placed ?? [];
    if (resolved === undefined || first === undefined) return;
    const whole = { ...resolved.address, modules: [...path, ...resolved.address.modules] };
    const numbered = links.numbered({ ...resolved, address: whole });
    for (const id of ids) {
      for (const one of tiesOf(address.type, id)) links.tie(keyOf(one, address), numbered);
      if (address.type.startsWith('confluent_')) known.set(first.block, (known.get(first.block) ?? new Set()).add(id));
    }
  };

  for (const { folder, resources } of states) for (const { ids, ...address } of resources) tie(folder, [], address, ids);
  links.settle();

  const paths = pathsOf(modules);
  for (const module of modules.values())
    for (const { address, id } of importsOf(module)) tie(module.folder, paths.get(module.folder) ?? [], address, [id]);
  links.settle();

  for (const module of modules.values())
    for (const [name, placed] of module.resources) {
      const [first] = placed ?? [];
      const address = parseAddress(name);
      if (placed === null || first === undefined || address === undefined || address.type === null) continue;
      const ties = literalTies(address, first.block, module, known);
      if (ties.length === 0) continue;
      const numbered = links.numbered({ address: { ...address, modules: paths.get(module.folder) ?? [] }, placed, module });
      for (const one of ties) links.tie(keyOf(one, address), numbered);
    }
  links.settle();

  return { beside: besideIn(links), found: links.found, blocks: links.blocks };
}
