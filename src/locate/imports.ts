import type { Index, ResourceAddress } from '../terraform/address.ts';
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
  if (ids.length > 0)
    return ids.map(({ entry, id }) => ({ address: entry === undefined ? address : withEntry(address, entry), id }));
  const identity = attributes.get('identity')?.value;
  if (identity === undefined || !('entries' in identity) || each !== undefined) return [];
  return identity.entries.filter(([name]) => name === 'id' || name === 'arn').map(([, id]) => ({ address, id }));
}

/** A key of `for_each`, and its value. */
type Entry = readonly [string, string];

function idsOf(value: Value | undefined, each: Value | undefined): { entry?: Entry; id: string }[] {
  if (value === undefined || 'entries' in value) return [];
  if ('text' in value) return each === undefined ? [{ id: value.text }] : [];
  if (each === undefined || !('entries' in each)) return [];
  const { reference } = value;
  return each.entries.flatMap((entry) => {
    const id = ofEntry(reference, entry);
    return id === undefined ? [] : [{ entry, id }];
  });
}

const ofEntry = (expression: string, [key, value]: Entry): string | undefined =>
  expression === 'each.key' ? key : expression === 'each.value' ? value : undefined;

/** The instance for an entry, where the address has an expression that this says the value of. */
function withEntry(address: ResourceAddress, entry: Entry): ResourceAddress {
  const filled = <T extends { index?: Index }>(step: T): T => {
    const index = typeof step.index === 'object' ? ofEntry(step.index.expression, entry) : undefined;
    return index === undefined ? step : { ...step, index };
  };
  return filled({ ...address, modules: address.modules.map(filled) });
}
