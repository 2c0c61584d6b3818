import type { ToRead } from './cloud.ts';

/** Reads every key, those that become known later as well. By KMS name, in the order of the names. */
export async function readEach<Name extends { name: string }, Key>(
  { names, later }: ToRead<Name>,
  read: (name: Name) => Promise<Key>,
): Promise<Map<string, Key>> {
  const all = (some: readonly Name[]) => Promise.all(some.map(async (name) => [name.name, await read(name)] as const));
  const [first, further] = await Promise.all([all(names), later?.then(all)]);
  return new Map([...first, ...(further ?? [])]);
}
