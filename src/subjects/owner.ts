import { derive, type Fact } from '../facts/fact.ts';
import type { Owner } from '../facts/owner.ts';
import { byCodePoint } from '../input/code-point.ts';
import { remembered } from '../input/remembered.ts';

/** How names of tags are compared: people write them in many ways. */
const plain = remembered((name: string): string => name.toLowerCase().replace(/[-_\s]/g, ''));

/** The first tag that names an owner, in the order of the configuration; undefined where none does. An empty one names nobody. */
function ownerTag(tags: Readonly<Record<string, string>>, wanted: readonly string[]): [name: string, value: string] | undefined {
  const filled = Object.entries(tags)
    .filter(([, value]) => value.trim() !== '')
    .sort(([a], [b]) => byCodePoint(a, b));
  for (const one of wanted) {
    const found = filled.find(([name]) => plain(name) === plain(one));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whose a key is. @param wanted names of tags, as the configuration has them */
export const ownerBy = (tags: Fact<Readonly<Record<string, string>>>, wanted: readonly string[]): Owner => ({
  owner: derive(tags, (all) => ownerTag(all, wanted)?.[1] ?? null),
  owner_tag: derive(tags, (all) => ownerTag(all, wanted)?.[0] ?? null),
});
