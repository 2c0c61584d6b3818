import type { DeclaringBlock } from '../report/schema.ts';
import { addressText, type ResourceAddress } from '../terraform/address.ts';
import { isResourceType, knownOf } from '../terraform/resource-types.ts';
import type { Module } from './modules.ts';
import type { Resolved } from './resolve.ts';

/** A block, by its number, with what overrides parts of it behind it. */
export type Numbered = readonly number[];

/** What Terraform files say of live things; plain data, since threads get it. */
export type Linked = {
  blocks: readonly DeclaringBlock[];
  /** By `keyOf`. */
  found: ReadonlyMap<string, Numbered>;
  /** By the number of a block, those that are about the same key. */
  beside: ReadonlyMap<number, Numbered>;
};

/** One instance of a block, and the module that it is in; null where that is none of the repository. */
export type Instance = { number: number; address: ResourceAddress; module: Module | null };

/** Collects what is tied to what. What one source of ties says of a thing, a later one does not change. */
export class Links {
  readonly blocks: DeclaringBlock[] = [];
  /** In the order in which they were met. */
  readonly instances: Instance[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #settled = new Map<string, Numbered>();
  /** Of the source that is being read; null where it says two things. */
  #fresh = new Map<string, Numbered | null>();

  numbered({ address, placed, module }: Resolved): Numbered {
    const text = addressText(address);
    return placed.map(({ uri, block }, at) => {
      const { type } = address;
      const key = JSON.stringify([text, uri, block.header]);
      const before = this.#numbers.get(key);
      if (before !== undefined) return before;
      const places: readonly string[] = isResourceType(type) ? knownOf(type).places : [];
      const attributes = [...block.attributes].filter(([path]) => block.kind === 'resource' && places.includes(path));
      const made: DeclaringBlock = {
        address: text,
        type,
        uri,
        ...block.header,
        other_region: false,
        attributes: Object.fromEntries(attributes.map(([path, { region }]) => [path, region])),
      };
      this.#numbers.set(key, this.blocks.length);
      if (at === 0) this.instances.push({ number: this.blocks.length, address, module });
      return this.blocks.push(made) - 1;
    });
  }

  tie(key: string, numbered: Numbered): void {
    const before = this.#fresh.get(key);
    this.#fresh.set(key, before === undefined || this.#isSame(before, numbered) ? (before ?? numbered) : null);
  }

  /** All that this source says was said. */
  settle(): void {
    for (const [key, numbered] of this.#fresh) if (numbered !== null && !this.#settled.has(key)) this.#settled.set(key, numbered);
    this.#fresh = new Map();
  }

  get found(): ReadonlyMap<string, Numbered> {
    return this.#settled;
  }

  /** Instances of one block say the same of where it is. */
  #isSame(one: Numbered | null, other: Numbered): boolean {
    const [first, second] = [one?.[0], other[0]].map((number) => (number === undefined ? undefined : this.blocks[number]));
    return (
      first !== undefined &&
      second !== undefined &&
      first.uri === second.uri &&
      first.start_line === second.start_line &&
      first.start_column === second.start_column
    );
  }
}

/** What is found by a tie: the resource of a type, or a data source that reads one. */
export const keyOf = (tie: string, { mode, type }: Pick<ResourceAddress, 'mode' | 'type'>): string => `${mode} ${type} ${tie}`;
