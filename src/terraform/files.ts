import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AuditError, badInput } from '../audit-error.ts';
import { byCodePoint } from '../input/code-point.ts';
import { isOtherEncoding, withoutMark } from '../input/encoding.ts';
import { isExact } from '../input/globs.ts';
import { textOf } from '../input/named-file.ts';
import { isWithin, repositoryRoot } from '../input/repository-root.ts';
import { MB, sizeText } from '../input/size.ts';
import { codeOf } from '../input/system-error.ts';
import { pathMatcher } from './path-glob.ts';
import { looksLikeState, readState, type StatedResource } from './state.ts';

/** A file with blocks. `file` is absolute, as it is named; `real` is where it is, links resolved. */
export type SourceFile = { file: string; real: string; text: string };
/** What a state says, where it lies, and how messages name it. */
export type State = { file: string; named: string; resources: readonly StatedResource[] };
export type TerraformFiles = { sources: readonly SourceFile[]; states: readonly State[]; warnings: readonly string[] };

const SOURCE = /\.(?:tf|tofu)(?:\.json)?$/;
/**
 * How many files are read, how many are looked at below one folder, and how large one may be: more is not what people work in. The tree
 * of one in Terraform's own syntax takes 600 times the memory of its text, and may take no more than there is.
 */
const MOST_FILES = 20_000;
const MOST_SEEN = 500_000;
const LARGEST = 2 * MB;
const LARGEST_JSON = 10 * MB;
const ADVICE = 'The configuration names it under locations.terraform.';

/** A file that was named or found, and how: one that was only found may be something else. */
type Found = { file: string; named: string; isNamed: boolean };

/**
 * Reads what the configuration lists under `locations.terraform`: folders with all that is below them, files, and globs, each
 * relative to its own folder. Of a state nothing is kept but which live thing a resource is.
 * @throws AuditError 65 where a file that is named cannot be read, or is neither Terraform nor a state
 */
export function readTerraform(named: readonly string[], directory: string): TerraformFiles {
  const found = new Map<string, Found>();
  const placeOf = placesOfFiles();
  const warnings: string[] = [];
  const left = new Set<string>();
  for (const entry of named) {
    const files = filesOf(entry, directory, left);
    if (files.length === 0)
      warnings.push(`configuration: locations.terraform names ${JSON.stringify(entry)}, where no Terraform file is`);
    for (const one of files) {
      const place = placeOf(one.file);
      if (found.get(place)?.isNamed !== true) found.set(place, one);
    }
  }
  const [first] = left;
  if (first !== undefined)
    warnings.push(
      `configuration: below locations.terraform, ${left.size} ${left.size === 1 ? 'path is' : 'paths are'} ignored, unreadable or a link out of the repository: ${first}${left.size === 1 ? '' : ' and others'}`,
    );
  if (found.size > MOST_FILES)
    throw badInput(
      `configuration: locations.terraform names ${found.size} files, more than the ${MOST_FILES} that are read. Name the folders in which clusters and keys are declared.`,
    );
  const sources: SourceFile[] = [];
  const states: State[] = [];
  for (const one of [...found.values()].sort((a, b) => byCodePoint(a.file, b.file))) {
    const text = textOf({ file: one.file, named: one.named, advice: ADVICE });
    if (SOURCE.test(one.file)) {
      const source = sourceOf(one, text, warnings);
      if (source !== null) sources.push({ file: one.file, real: realpathSync(one.file), text: source });
    } else {
      const resources = stateOf(one, text, warnings);
      if (resources !== null) states.push({ file: one.file, named: one.named, resources });
    }
  }
  return { sources, states, warnings };
}

/** In which folder a file lies, links resolved, and its name there: by a link to its folder it would be there twice. */
function placesOfFiles(): (file: string) => string {
  const folders = new Map<string, string>();
  return (file) => {
    const folder = dirname(file);
    const real = folders.get(folder) ?? (existsSync(folder) ? realpathSync(folder) : folder);
    folders.set(folder, real);
    return join(real, basename(file));
  };
}

/** Null for what is not UTF-8, or was only found and is too large, with a warning. */
function sourceOf({ file, named, isNamed }: Found, text: string, warnings: string[]): string | null {
  const most = file.endsWith('.json') ? LARGEST_JSON : LARGEST;
  if (text.length > most) {
    const has = `it has ${sizeText(text.length)}, more than the ${sizeText(most)} that are read of a file`;
    if (isNamed) throw badInput(`${named}: cannot be read: ${has}. ${ADVICE}`);
    warnings.push(`${named}: ${has}, and is ignored`);
    return null;
  }
  if (isOtherEncoding(text)) {
    warnings.push(`${named}: it is not UTF-8, which Terraform requires, and is ignored`);
    return null;
  }
  return withoutMark(text);
}

/** Null for what was only found and is no state that can be read, with a warning where it looks like one. */
function stateOf({ named, file, isNamed }: Found, text: string, warnings: string[]): readonly StatedResource[] | null {
  if (!isNamed && !file.endsWith('.tfstate') && !looksLikeState(text)) return null;
  try {
    const state = readState(named, text);
    warnings.push(...state.warnings);
    return state.resources;
  } catch (error) {
    if (isNamed || !(error instanceof AuditError)) throw error;
    warnings.push(`${error.message} It was found under locations.terraform, and is ignored.`);
    return null;
  }
}

/** @param left gets what is below folders and left out, as messages name it */
function filesOf(entry: string, directory: string, left: Set<string>): Found[] {
  const path = resolve(directory, entry);
  const nameOf = (file: string): string => relative(directory, file).split(sep).join('/');
  const root = realpathSync(repositoryRoot(directory, directory));
  if (existsSync(path) || isExact(entry)) {
    if (!existsSync(path) || !statSync(path).isDirectory()) return [{ file: path, named: entry, isNamed: true }];
    return below(path, { root, nameOf, left })
      .filter((file) => SOURCE.test(file) || file.endsWith('.tfstate'))
      .map((file) => ({ file, named: nameOf(file), isNamed: false }));
  }
  const { folder, matches } = pathMatcher(entry);
  const start = resolve(directory, folder);
  if (!existsSync(start)) return [];
  return below(start, { root, nameOf, left })
    .filter((file) => SOURCE.test(file) || file.endsWith('.tfstate') || file.endsWith('.json'))
    .filter((file) => matches(relative(start, file).split(sep).join('/')))
    .map((file) => ({ file, named: nameOf(file), isNamed: false }));
}

type Looking = { root: string; nameOf: (file: string) => string; left: Set<string> };

/**
 * All files below a folder, hidden files and folders left out, `.terraform` among them. A folder is entered once, whatever links
 * say, and none outside of both the folder and the repository.
 */
function below(start: string, { root, nameOf, left }: Looking): string[] {
  const files: string[] = [];
  const entered = new Set<string>();
  let seen = 0;
  const folders = [start];
  const home = realpathSync(start);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside = entriesOf(folder);
    if (inside instanceof Error) {
      if (folder === start)
        throw badInput(`${nameOf(folder) || dirname(folder)}: the folder cannot be read: ${codeOf(inside)}. ${ADVICE}`, {
          cause: inside,
        });
      left.add(nameOf(folder));
      continue;
    }
    const { real, entries } = inside;
    if (entered.has(real)) continue;
    entered.add(real);
    if (!isWithin(home, real) && !isWithin(root, real)) {
      left.add(nameOf(folder));
      continue;
    }
    seen += entries.length;
    if (seen > MOST_SEEN)
      throw badInput(
        `${nameOf(start) || '.'}: has more than ${MOST_SEEN} files. Name the folders in which clusters and keys are declared. ${ADVICE}`,
      );
    for (const entry of entries) {
      const path = join(folder, entry);
      if (entry.startsWith('.')) continue;
      const kind = kindOf(path);
      if (kind === 'folder') folders.push(path);
      else if (kind === 'file') files.push(path);
      else if (kind === 'unknown') left.add(nameOf(path));
    }
  }
  return files;
}

/** What a path is, links resolved; unknown where they lead in a circle, or to where nobody may look. */
function kindOf(path: string): 'folder' | 'file' | 'other' | 'unknown' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() ? 'folder' : stats?.isFile() ? 'file' : 'other';
  } catch {
    return 'unknown';
  }
}

function entriesOf(folder: string): { real: string; entries: string[] } | Error {
  try {
    return { real: realpathSync(folder), entries: readdirSync(folder).sort(byCodePoint).reverse() };
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
