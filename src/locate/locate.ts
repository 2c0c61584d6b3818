import type { Locate } from '../report/place.ts';
import type { Location, Place } from '../report/schema.ts';
import type { TerraformFiles } from '../terraform/files.ts';
import { blockFinder, NO_BLOCKS } from './find.ts';
import type { Linked } from './links.ts';
import { urisIn } from './repository.ts';
import { readDeclared } from './terraform.ts';
import { scalarsIn } from './yaml.ts';

export type Sources = {
  /** The configuration, absolute; null where none was read. */
  file: string | null;
  text: string;
  /** Files in which people declare clusters and keys, absolute. */
  locations: { inventory: readonly { file: string; text: string }[]; terraform: TerraformFiles };
};

/** Where files of the repository declare what. Plain data, which a thread can be given. */
export type Declared = {
  terraform: Linked | null;
  /** The lines of inventories, by the ids on them. */
  inventory: ReadonlyMap<string, Location>;
  /** Those of the configuration. */
  configuration: ReadonlyMap<string, Location>;
  /** Where everything else is declared. */
  otherwise: Place | null;
};

/**
 * Where the repository declares subjects: Terraform blocks, lines of inventory files, the line of the configuration that names an
 * id, or the configuration's first line; nowhere where none of these files is in the repository.
 * @param root of the repository, absolute
 * @throws AuditError 65 where an inventory file is not YAML
 */
export async function declaredIn(
  { file: configuration, text, locations }: Sources,
  root: string,
): Promise<{ declared: Declared; warnings: string[] }> {
  const uriOf = urisIn(root);
  const inventory = new Map<string, Location>();
  const ofConfiguration = new Map<string, Location>();
  let otherwise: Place | null = null;
  const read = (file: string, text: string, lines: Map<string, Location>): string | null => {
    const uri = uriOf(file);
    if (uri === null) return null;
    for (const { value, ...place } of scalarsIn(file, text)) if (!lines.has(value)) lines.set(value, { uri, ...place });
    return uri;
  };
  for (const { file, text } of locations.inventory) {
    const uri = read(file, text, inventory);
    if (uri !== null) otherwise ??= { ...firstLine(uri), source: 'inventory' };
  }
  const uri = configuration === null ? null : read(configuration, text, ofConfiguration);
  if (uri !== null) otherwise = { ...firstLine(uri), source: 'configuration' };
  const { linked, warnings } = await readDeclared(locations.terraform, uriOf);
  return { declared: { terraform: linked, inventory, configuration: ofConfiguration, otherwise }, warnings };
}

const firstLine = (uri: string): Location => ({ uri, start_line: 1, start_column: 1, end_line: 1, end_column: 2 });

/** Finds where subjects are declared. */
export function locator({ terraform, inventory, configuration, otherwise }: Declared): Locate {
  const blocksOf = terraform === null ? () => NO_BLOCKS : blockFinder(terraform);
  return (subject) => {
    const { own, blocks } = blocksOf(subject);
    const line = inventory.get(subject.id) ?? null;
    const named = configuration.get(subject.id);
    const place: Place | null =
      own !== null
        ? { ...own, source: 'terraform' }
        : line !== null
          ? { ...line, source: 'inventory' }
          : named !== undefined
            ? { ...named, source: 'configuration' }
            : otherwise;
    return { location: place, blocks, inventory: blocks.length === 0 && own === null ? null : line };
  };
}
