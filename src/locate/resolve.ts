import type { Address, Index, ModuleStep, ResourceAddress } from '../terraform/address.ts';
import { type Direction, firstStepOf, type Module, type Modules, nameOf, type Placed } from './modules.ts';

/** What an address stands for: the block and what overrides it, in its module; or the call of a module that is not in the repository. */
export type Resolved = { address: ResourceAddress; placed: readonly Placed[]; module: Module | null };

/**
 * Finds the block of an address in the module of a folder. Where it is not there, `moved` blocks are followed: forward, since
 * a state lags behind the sources, then backward, since the sources may lag behind the state. An instance that moved of its own
 * is looked for where it went, also where the block of the others is still there.
 */
export function resolve(modules: Modules, folder: string, address: ResourceAddress): Resolved | undefined {
  const from = (way: Direction): Resolved | undefined =>
    along({ modules, folder, way, met: new Set([JSON.stringify(address)]) }, address, 0);
  return from('forward') ?? from('backward');
}

/** How often one resource may have moved, and at how many addresses it is looked for: moves may lead in circles, and apart. */
const MOST_MOVES = 20;
const MOST_MET = 200;

/** @property met the addresses that were looked at: each is once */
type Way = { modules: Modules; folder: string; way: Direction; met: Set<string> };

function along(on: Way, address: ResourceAddress, moves: number): Resolved | undefined {
  const { modules, folder, way, met } = on;
  const moved = moves < MOST_MOVES ? movesOf(modules, folder, address, way) : [];
  const follow = (own: boolean): Resolved | undefined => {
    for (const move of moved) {
      const text = JSON.stringify(move.address);
      if (move.own !== own || met.has(text) || met.size >= MOST_MET) continue;
      met.add(text);
      const found = along(on, move.address, moves + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return follow(true) ?? directly(modules, folder, address) ?? follow(false);
}

function directly(modules: Modules, folder: string, address: ResourceAddress): Resolved | undefined {
  let module = modules.get(folder);
  for (const { name } of address.modules) {
    const called = module?.calls.get(name);
    if (called == null) return undefined;
    const next = called.folder === null ? undefined : modules.get(called.folder);
    if (next === undefined) return { address, placed: [called.call], module: null };
    module = next;
  }
  const placed = module?.resources.get(nameOf(address));
  return module === undefined || placed == null ? undefined : { address, placed, module };
}

/** Where `moved` blocks of the modules along the address say that it went; `own` where they name this very instance. */
function movesOf(modules: Modules, folder: string, address: ResourceAddress, way: Direction) {
  const found: { address: ResourceAddress; own: boolean }[] = [];
  let module = modules.get(folder);
  for (let depth = 0; module !== undefined; depth += 1) {
    const relative = { ...address, modules: address.modules.slice(depth) };
    for (const { before, after } of module.moved[way].get(firstStepOf(relative)) ?? []) {
      const moved = movedTo(relative, before, after);
      if (moved !== undefined)
        found.push({
          address: { ...moved, modules: [...address.modules.slice(0, depth), ...moved.modules] },
          own: hasIndex(before),
        });
    }
    const step = address.modules[depth];
    const called = step === undefined ? undefined : module.calls.get(step.name);
    module = called?.folder == null ? undefined : modules.get(called.folder);
  }
  return found;
}

const hasIndex = (address: Address): boolean =>
  address.modules.some(({ index }) => index !== undefined) || (address.type !== null && address.index !== undefined);

function movedTo(address: ResourceAddress, from: Address, to: Address): ResourceAddress | undefined {
  const rest = address.modules.slice(from.modules.length);
  if (from.modules.length > address.modules.length) return undefined;
  if (!from.modules.every((step, at) => meets(step, address.modules[at]))) return undefined;
  if (from.type === null) {
    if (to.type !== null || from.modules.length === 0) return undefined;
    const last = to.modules.at(-1);
    if (last === undefined) return undefined;
    const index = carried(from.modules.at(-1), last, address.modules[from.modules.length - 1]);
    return { ...address, modules: [...to.modules.slice(0, -1), withIndex(last, index), ...rest] };
  }
  if (to.type === null || rest.length > 0 || nameOf(from) !== nameOf(address) || !sameIndex(from, address)) return undefined;
  return withIndex(to, carried(from, to, address));
}

type Indexed = { index?: Index };

/** Without an index, all instances are meant. */
const sameIndex = ({ index }: Indexed, own: Indexed): boolean => index === undefined || index === own.index;
const meets = (step: ModuleStep, own: ModuleStep | undefined): boolean =>
  own !== undefined && step.name === own.name && sameIndex(step, own);

/** The index behind a move: that which it names, or that which the instance has, where it names all of them. */
const carried = (from: Indexed | undefined, to: Indexed, own: Indexed | undefined): Index | undefined =>
  to.index ?? (from?.index === undefined ? own?.index : undefined);

const withIndex = <T extends Indexed>(step: T, index: Index | undefined): T => (index === undefined ? step : { ...step, index });
