import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ResourceAddress } from '../terraform/address.ts';
import { addressText } from '../terraform/address.ts';
import type { State } from '../terraform/files.ts';
import type { Modules } from './modules.ts';
import { nameOf } from './modules.ts';
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
  const counts = [...candidates].map((folder) => ({ folder, count: declared(folder) })).sort((a, b) => b.count - a.count);
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
function candidatesFor(modules: Modules, addresses: readonly ResourceAddress[]): Set<string> {
  const firstSteps = new Set(
    addresses.map(({ modules: [first], ...own }) => (first === undefined ? nameOf(own) : `module.${first.name}`)),
  );
  const has = (name: string): boolean => firstSteps.has(name);
  const found = [...modules.values()].filter(
    ({ resources, calls, moved }) =>
      [...resources.keys()].some(has) ||
      [...calls.keys()].some((name) => has(`module.${name}`)) ||
      moved
        .flatMap(({ from, to }) => [from, to])
        .some((address) =>
          has(
            address.modules[0] === undefined
              ? address.type === null
                ? ''
                : nameOf(address)
              : `module.${address.modules[0].name}`,
          ),
        ),
  );
  return new Set(found.map(({ folder }) => folder));
}
