import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { visit } from 'yaml';
import { badInput } from '../audit-error.ts';
import { mistakesOfDuplicates } from '../input/duplicate-key.ts';
import { placesIn, placesOfFile } from '../input/place.ts';
import { yamlDocuments } from '../input/yaml-text.ts';
import type { Locate } from '../report/place.ts';
import type { Location, Place } from '../report/schema.ts';

export type Sources = {
  /** The configuration, absolute; null where none was read. */
  file: string | null;
  text: string;
  /** Files in which people declare clusters and keys, absolute. */
  locations: { inventory: readonly { file: string; text: string }[] };
};

/** The nearest folder with a `.git` (in a worktree, a file), or the folder itself. */
export function repositoryRoot(from: string): string {
  const start = existsSync(from) && statSync(from).isDirectory() ? from : dirname(from);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Where files of the repository declare what, by id; and where everything else is declared. Plain data, which a thread can be given. */
export type Declared = { places: ReadonlyMap<string, Place>; otherwise: Place | null };

/**
 * Where the repository declares subjects: the line of an inventory file that contains its id, or the line of the
 * configuration that does, or the configuration's first line; null where none of these files is in the repository.
 * @param root of the repository, absolute
 * @throws AuditError 65 where an inventory file is not YAML
 */
export function declaredIn({ file: configuration, text, locations }: Sources, root: string): Declared {
  const files = [...locations.inventory, ...(configuration === null ? [] : [{ file: configuration, text }])];
  const places = new Map<string, Place>();
  let otherwise: Place | null = null;
  for (const { file, text } of files) {
    const uri = uriOf(file, root);
    if (uri === null) continue;
    const source = file === configuration ? 'configuration' : 'inventory';
    for (const { value, ...place } of scalars(file, text)) if (!places.has(value)) places.set(value, { uri, ...place, source });
    if (file === configuration || otherwise === null)
      otherwise = { uri, start_line: 1, start_column: 1, end_line: 1, end_column: 2, source };
  }
  return { places, otherwise };
}

/** Finds where a subject is declared, by its id. */
export const locator =
  ({ places, otherwise }: Declared): Locate =>
  ({ id }) => ({ location: places.get(id) ?? otherwise, blocks: [], inventory: null });

function scalars(file: string, text: string) {
  const placeOf = placesIn(text);
  const found: (Omit<Location, 'uri'> & { value: string })[] = [];
  const at = placesOfFile(file, placeOf);
  for (const document of yamlDocuments(file, text)) {
    const [error] = document.errors;
    if (error !== undefined) throw badInput(`${at(error.pos[0])}: not valid YAML: ${error.message}`);
    const mistakes = mistakesOfDuplicates(document, at, (offset) => placeOf(offset).line);
    if (mistakes.length > 0) throw badInput(mistakes);
    visit(document, {
      Scalar: (_, node) => {
        const { value, range } = node;
        if (typeof value !== 'string' || !range) return;
        const [start, end] = [placeOf(range[0]), placeOf(range[1])];
        found.push({ value, start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column });
      },
    });
  }
  return found;
}

/** Relative to the root, as GitHub wants it; null for a file outside of it. */
function uriOf(file: string, root: string): string | null {
  const path = relative(realpathSync(root), realpathSync(file));
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? null : path.split(sep).join('/');
}
