import { type Index, type ResourceAddress, stepsOf } from '../terraform/address.ts';
import type { Block, Value } from '../terraform/block.ts';
import { addressIn, type Module } from './modules.ts';

/** An id, and the resource that it is imported as. */
type Imported = { address: ResourceAddress; id: string };

/** What the `import` blocks of a module say, as far as their ids stand there as literals. */
export const importsOf = ({ imports }: Module): Imported[] => imports.flatMap(importedBy);

function importedBy({ attributes }: Block): Imported[] {
  const address = addressIn(attributes.get('to'));
  if (address === undefined || address.type === null) return [];
  const each = attributes.get('for_each')?.value;
  const ids = idsOf(attributes.get('id')?.value, each);
  if (ids.length > 0) return ids.map(({ key, id }) => ({ address: key === undefined ? address : withKey(address, key), id }));
  const identity = attributes.get('identity')?.value;
  if (identity === undefined || !('entries' in identity) || each !== undefined) return [];
  return identity.entries.filter(([name]) => name === 'id' || name === 'arn').map(([, id]) => ({ address, id }));
}

function idsOf(value: Value | undefined, each: Value | undefined): { key?: string; id: string }[] {
  if (value === undefined || 'entries' in value) return [];
  if ('text' in value) return each === undefined ? [{ id: value.text }] : [];
  const [root, part] = stepsOf(value.reference)?.map(({ name }) => name) ?? [];
  if (root !== 'each' || each === undefined || !('entries' in each)) return [];
  if (part !== 'key' && part !== 'value') return [];
  return each.entries.map(([key, text]) => ({ key, id: part === 'key' ? key : text }));
}

/** The instance for one of the keys, where the address has an expression that only this can stand for. */
function withKey(address: ResourceAddress, key: Index): ResourceAddress {
  const filled = <T extends { index?: Index }>(step: T): T => (step.index === null ? { ...step, index: key } : step);
  return filled({ ...address, modules: address.modules.map(filled) });
}
