import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Address, addressText, type ResourceAddress } from '../terraform/address.ts';
import type { State } from '../terraform/files.ts';
import { calledFolders, firstStepOf, type Module, type Modules, nameOf } from './modules.ts';
import { resolve } from './resolve.ts';

/**
 * The folder whose root module a state is of, for a state does not say: the folder that it lies in, if that declares any of it, else
 * the only one that does. Null where two do, however much each declares: the state of an environment would be taken for that of
 * another, which still has what was removed from its own.
 */
export function rootOf(modules: Modules, { file, resources }: State): string | null {
  const all = distinct(resources, movedInstances(modules));
  const managed = all.filter(({ mode }) => mode === 'managed');
  const declares = (folder: string, of: readonly ResourceAddress[]): boolean =>
    of.some((address) => resolve(modules, folder, address) !== undefined);
  const own = realpathSync(dirname(file));
  if (modules.has(own) && declares(own, all)) return own;
  // many folders read the same things as data
  const telling = managed.length > 0 ? managed : all;
  const [only, second] = candidatesFor(modules, telling).filter((folder) => declares(folder, telling));
  return only !== undefined && second === undefined ? only : null;
}

/** The steps of an address that name one instance. */
const instancesIn = (address: Address): string[] =>
  [
    ...address.modules.map(({ name, index }) => ({ name: `module.${name}`, index })),
    ...(address.type === null ? [] : [{ name: nameOf(address), index: address.index }]),
  ].flatMap((step) => (step.index === undefined ? [] : [JSON.stringify(step)]));

/** Those that `moved` blocks name: where the others of their blocks are says nothing of them. */
const movedInstances = (modules: Modules): ReadonlySet<string> =>
  new Set(
    [...modules.values()]
      .flatMap(({ moved }) => [...moved.forward.values(), ...moved.backward.values()].flat())
      .flatMap(({ before }) => instancesIn(before)),
  );

/** One of the instances of each block, and all that moved of their own. */
function distinct(resources: readonly ResourceAddress[], moved: ReadonlySet<string>): ResourceAddress[] {
  const found = new Map<string, ResourceAddress>();
  for (const whole of resources) {
    const { modules, mode, type, name } = whole;
    const isOfBlock = moved.size === 0 || !instancesIn(whole).some((instance) => moved.has(instance));
    const address = isOfBlock ? { modules: modules.map((step) => ({ name: step.name })), mode, type, name } : whole;
    found.set(addressText(address), address);
  }
  return [...found.values()];
}

/**
 * The folders that no other calls and that have the first step of any of the addresses: what a module declares has the same names in
 * many a root, and a state of many resources is not looked for in every folder.
 */
function candidatesFor(modules: Modules, addresses: readonly ResourceAddress[]): string[] {
  const wanted = new Set(addresses.map(firstStepOf));
  const called = calledFolders(modules);
  const stepsIn = ({ resources, calls, moved }: Module): string[] => [
    ...resources.keys(),
    ...[...calls.keys()].map((name) => `module.${name}`),
    ...moved.forward.keys(),
    ...moved.backward.keys(),
  ];
  return [...modules.values()]
    .filter((module) => !called.has(module.folder) && stepsIn(module).some((step) => wanted.has(step)))
    .map(({ folder }) => folder);
}
