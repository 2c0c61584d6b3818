import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Address, addressText, type ResourceAddress } from '../terraform/address.ts';
import type { State } from '../terraform/files.ts';
import { type Module, type Modules, nameOf } from './modules.ts';
import { resolve } from './resolve.ts';

/**
 * The folder whose root module a state is of, for a state does not say: the folder that it lies in, if that declares any of it, else
 * the one folder that declares most of it. Null where two declare as much, and where none does.
 */
export function rootOf(modules: Modules, { file, resources }: State): string | null {
  const managed = distinct(resources.filter(({ mode }) => mode === 'managed'));
  const declared = (folder: string): number =>
    managed.filter((address) => resolve(modules, folder, address) !== undefined).length;
  const own = realpathSync(dirname(file));
  if (modules.has(own) && declared(own) > 0) return own;
  const candidates = candidatesFor(modules, managed);
  const counts = candidates.map((folder) => ({ folder, count: declared(folder) })).sort((a, b) => b.count - a.count);
  const [first, second] = counts;
  return first === undefined || first.count === 0 || first.count === second?.count ? null : first.folder;
}

/** One of the instances of each block. */
function distinct(resources: readonly ResourceAddress[]): ResourceAddress[] {
  const found = new Map<string, ResourceAddress>();
  for (const { modules, mode, type, name } of resources) {
    const address = { modules: modules.map((step) => ({ name: step.name })), mode, type, name };
    found.set(addressText(address), address);
  }
  return [...found.values()];
}

/** The folders that have the first step of any of the addresses: a state of many resources is not looked for in every folder. */
function candidatesFor(modules: Modules, addresses: readonly ResourceAddress[]): string[] {
  const wanted = new Set(addresses.map(firstStepOf));
  const stepsIn = ({ resources, calls, moved }: Module): string[] => [
    ...resources.keys(),
    ...[...calls.keys()].map((name) => `module.${name}`),
    ...moved.flatMap(({ from, to }) => [firstStepOf(from), firstStepOf(to)]),
  ];
  return [...modules.values()].filter((module) => stepsIn(module).some((step) => wanted.has(step))).map(({ folder }) => folder);
}

function firstStepOf(address: Address): string {
  const [module] = address.modules;
  if (module !== undefined) return `module.${module.name}`;
  return address.type === null ? '' : nameOf(address);
}
