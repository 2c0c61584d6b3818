import { type Index, parseAddress, type ResourceAddress, stepsOf } from '../terraform/address.ts';
import { isKeyType, isResourceType, knownOf } from '../terraform/resource-types.ts';
import type { Instance, Links, Numbered } from './links.ts';
import { type Module, nameOf } from './modules.ts';

/** One block of a module refers to another: `confluent_byok_key.plum` to `aws_kms_key.plum`, at an index, if it gives one. */
type Reference = { from: string; to: string; index: Index | undefined };

/**
 * The blocks that are about the same key as a block, by the references between them: what it refers to, and what refers to a
 * key. What refers to a vault is about other keys too.
 */
export function besideIn(links: Links): ReadonlyMap<number, Numbered> {
  const references = new Map<Module, References>();
  const beside = new Map<number, Numbered>();
  // further instances come behind while they are looked through
  for (const instance of links.instances) {
    const { number, module, address } = instance;
    if (module === null || address.mode === 'data') continue;
    const { by, to } = references.get(module) ?? referencesIn(module);
    references.set(module, { by, to });
    const own = nameOf(address);
    const others = [
      ...(by.get(own) ?? []).map((one) => ({ name: one.to, index: indexAt(one, address.index) })),
      ...(isKeyType(address.type) ? referringTo(to.get(own) ?? [], address.index) : []),
    ];
    const found = others.flatMap(({ name, index }) => numberOf(links, instance, module, name, index));
    if (found.length > 0) beside.set(number, [...new Set(found)]);
  }
  return beside;
}

/** Those of a module, by what refers, and by what is referred to. */
type References = { by: ReadonlyMap<string, readonly Reference[]>; to: ReadonlyMap<string, readonly Reference[]> };

/** An expression that is the key of the instance that it stands in. */
const isOwn = (index: Index | undefined): boolean =>
  typeof index === 'object' && /^(?:each\.key|count\.index)$/.test(index.expression);

/** The instance that is referred to, seen from one of those that refer; none where only Terraform knows. */
const indexAt = ({ index }: Reference, own: Index | undefined): Index | undefined =>
  typeof index !== 'object' ? index : isOwn(index) ? own : undefined;

/** Whether it may be this instance of the key that is referred to: each of what refers may say which it means. */
const mayBe = (index: Index | undefined, ofKey: Index | undefined): boolean =>
  typeof index === 'object' ? /^(?:each|count)\./.test(index.expression) : index === undefined || index === ofKey;

/** What refers to a key: of each type the only one, for of two nobody could say which is about this key. */
function referringTo(all: readonly Reference[], ofKey: Index | undefined) {
  const to = all.filter(({ index }) => mayBe(index, ofKey));
  const byType = Map.groupBy(to, ({ from }) => from.slice(0, from.indexOf('.')));
  return [...byType.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined || list.some(({ from }) => from !== first.from)) return [];
    // the reference is from the instance for the same key, or from the only one
    return [{ name: first.from, index: isOwn(first.index) ? ofKey : undefined }];
  });
}

function numberOf(links: Links, { address }: Instance, module: Module, name: string, index: Index | undefined): Numbered {
  const placed = module.resources.get(name);
  const parsed = parseAddress(name);
  if (placed == null || parsed === undefined || parsed.type === null) return [];
  const other: ResourceAddress = { ...parsed, modules: address.modules, ...(index !== undefined && { index }) };
  return links.numbered({ address: other, placed, module });
}

function referencesIn({ resources }: Module): References {
  const all = [...resources].flatMap(([from, placed]): Reference[] => {
    const address = parseAddress(from);
    if (placed === null || address === undefined || address.type === null || address.mode === 'data') return [];
    // a cluster is a subject of its own, and not about the key that it names
    if (address.type === 'confluent_kafka_cluster' || !isResourceType(address.type)) return [];
    return knownOf(address.type).links.flatMap((path) => {
      const values = placed.map(({ block }) => block.attributes.get(path)?.value).filter((value) => value !== undefined);
      return values.flatMap((value): Reference[] => {
        if (!('reference' in value)) return [];
        const [type, own] = stepsOf(value.reference) ?? [];
        return type !== undefined && own !== undefined && isResourceType(type.name)
          ? [{ from, to: `${type.name}.${own.name}`, index: own.index }]
          : [];
      });
    });
  });
  return { by: Map.groupBy(all, ({ from }) => from), to: Map.groupBy(all, ({ to }) => to) };
}
