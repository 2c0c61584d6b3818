import type { Parsed } from '../terraform/block.ts';
import type { SourceFile, State, TerraformFiles } from '../terraform/files.ts';
import { readTerraformJson } from '../terraform/json.ts';
import { mayHaveBlocks } from '../terraform/wanted.ts';
import { link, type Rooted } from './link.ts';
import type { Linked } from './links.ts';
import { modulesOf, type ReadFile } from './modules.ts';
import { rootOf } from './state-root.ts';

/** In how many files a mistake is reported one by one. */
const SAID = 10;

/**
 * What the Terraform files of the configuration declare, by the live things. Nothing of the parser is loaded where there are none.
 * @param uriOf a file in the repository; null for one outside of it, which no finding can point to
 */
export async function readDeclared(
  { sources, states }: TerraformFiles,
  uriOf: (file: string) => string | null,
): Promise<{ linked: Linked | null; warnings: string[] }> {
  if (sources.length === 0) return { linked: null, warnings: states.map(ofUntied) };
  const located = sources.map((source) => ({ ...source, uri: uriOf(source.real) }));
  const read = await readerFor(located.filter(({ uri, text }) => uri !== null && mayHaveBlocks(text)));
  const files: ReadFile[] = [];
  const broken: string[] = [];
  for (const { file, uri, text } of located) {
    if (uri === null) continue;
    // one that has nothing still says that its folder was read, and takes the place of another
    const { blocks, problem } = mayHaveBlocks(text) ? read(file, text) : NOTHING;
    files.push({ file, uri, blocks });
    if (problem !== null) broken.push(`${uri}:${problem.line}:${problem.column}`);
  }
  const outside = located.filter(({ uri }) => uri === null).map(({ file }) => file);
  const modules = modulesOf(files);
  const rooted = states.map((state) => ({ state, folder: rootOf(modules, state) }));
  const known = rooted.flatMap(({ state: { resources }, folder }): Rooted[] => (folder === null ? [] : [{ folder, resources }]));
  const untied = rooted.filter(({ state, folder }) => folder === null && state.resources.length > 0);
  return {
    linked: link(modules, known),
    warnings: [...ofMistakes(broken), ...ofOutside(outside), ...untied.map(({ state }) => ofUntied(state))],
  };
}

const NOTHING: Parsed = { blocks: [], problem: null };

async function readerFor(sources: readonly SourceFile[]): Promise<(file: string, text: string) => Parsed> {
  const isJson = (file: string): boolean => file.endsWith('.json');
  if (sources.every(({ file }) => isJson(file))) return (_, text) => readTerraformJson(text);
  const { readHcl } = await import('../terraform/hcl.ts');
  return (file, text) => (isJson(file) ? readTerraformJson(text) : readHcl(text));
}

function ofMistakes(places: readonly string[]): string[] {
  const more = places.length - SAID;
  return [
    ...places
      .slice(0, SAID)
      .map((place) => `${place}: cannot be read as Terraform; findings point to the blocks of the file that are intact`),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'file has' : 'files have'} parts that cannot be read as Terraform`] : []),
  ];
}

const ofUntied = ({ named }: State): string =>
  `${named}: the state is not used: no folder of locations.terraform declares its resources, or several do and it lies in none of them`;

function ofOutside(files: readonly string[]): string[] {
  const [first] = files;
  if (first === undefined) return [];
  return [
    `configuration: locations.terraform names ${files.length} ${files.length === 1 ? 'file' : 'files'} outside of the repository, to which no finding can point: ${first}${files.length === 1 ? '' : ' and others'}`,
  ];
}
