import type { Region, RegionOf } from './region.ts';

/** As much of an expression as links are made by; undefined where it is anything else. */
export type Value =
  | { text: string }
  /** A reference, as it is written: `aws_kms_key.plum[0].arn`. */
  | { reference: string }
  /** A list, whose keys are its values, or an object, of texts. */
  | { entries: readonly (readonly [string, string])[] };

/** An attribute, or the header of a nested block, which has no value. */
export type Attribute = { region: Region; value?: Value };

/** The blocks that are read. */
export const KINDS = ['resource', 'data', 'module', 'import', 'moved'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * A block at the top of a file.
 * @property header from its first character to the end of its last label
 * @property attributes those that are known of it, by their paths
 */
export type Block = { kind: Kind; labels: readonly string[]; header: Region; attributes: ReadonlyMap<string, Attribute> };

/**
 * What a file declares.
 * @property problem where it can first not be read: what is intact still counts
 */
export type Parsed = { blocks: Block[]; problem: { line: number; column: number } | null };

/**
 * A block while it is read.
 * @property wanted the paths of the attributes that are read
 * @property attributes those that were found
 */
export type Reading = { wanted: ReadonlySet<string>; attributes: Map<string, Attribute>; regionOf: RegionOf };

/** How many labels a block of each kind has. */
export const LABELS: Record<Kind, number> = { resource: 2, data: 2, module: 1, import: 0, moved: 0 };

export const isKind = (name: string): name is Kind => (KINDS as readonly string[]).includes(name);
