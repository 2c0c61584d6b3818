import { basename } from 'node:path';
import Type from 'typebox';
import { parse } from 'yaml';
import { PROVIDERS } from '../src/clouds/index.ts';
import { BEYOND, type CatalogueRule, type Framework, type Requirement } from '../src/evaluate/catalogue.ts';
import { checkDocument } from '../src/input/document.ts';
import { isRecord } from '../src/input/is-record.ts';
import { closed, enumeration } from '../src/input/shapes.ts';

export type FrameworkFile = { file: string; text: string };
type Rule = Pick<CatalogueRule, 'id' | 'subject_type' | 'parameters'>;

const line = Type.String({ pattern: '^\\S(?:[^\\n]*\\S)?$' });
const Checked = Type.Object({ source: line, version: line }, closed);
const head = { title: line, version: line, publisher: line, url: Type.String({ pattern: '^https://\\S+$' }), checked: Checked };

/** A file's schema: one root key, named like the file. OPA takes such files for data, where the same keys would collide. */
const inFile = <P extends Type.TProperties>(id: string, more: P) =>
  Type.Object({ [id]: Type.Object({ ...head, ...more }, closed) }, closed);

const frameworkSchema = (id: string, rules: readonly Rule[]) =>
  inFile(id, {
    cloud: Type.Optional(enumeration(...PROVIDERS)),
    requirements: Type.Array(
      Type.Object(
        {
          id: line,
          title: line,
          rules: Type.Array(Type.Enum([...rules.map((rule) => rule.id)], { type: 'string' }), { uniqueItems: true }),
          beyond: Type.Optional(enumeration(...BEYOND)),
          at_most: Type.Optional(limitsSchema(rules)),
          note: Type.Optional(Type.String({ pattern: '^\\S[^\\n]*[.]$' })),
          checked: Type.Optional(Checked),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  });

/** Of the parameters that are whole numbers, a limit each. */
const limitsSchema = (rules: readonly Rule[]) =>
  Type.Object(
    Object.fromEntries(
      rules.flatMap(({ parameters }) =>
        Object.entries(parameters)
          .filter(([, { type }]) => [type].flat().includes('integer'))
          .map(([name]) => [name, Type.Optional(Type.Integer({ minimum: 0 }))]),
      ),
    ),
    { ...closed, minProperties: 1 },
  );

const profileSchema = (id: string, frameworks: readonly Framework[], of: Framework | undefined) =>
  inFile(id, {
    profile: Type.Object(
      {
        of: Type.Enum(
          frameworks.map((framework) => framework.id),
          { type: 'string' },
        ),
        requirements: Type.Array(
          of === undefined
            ? line
            : Type.Enum(
                of.requirements.map((requirement) => requirement.id),
                { type: 'string' },
              ),
          { minItems: 1, uniqueItems: true },
        ),
      },
      closed,
    ),
  });

/**
 * Frameworks as their YAML files describe them, in the order of the files.
 * @param rules those that they may name
 * @throws Error that lists every mistake of the first file that has any, at its place
 */
export function frameworksOf(files: readonly FrameworkFile[], rules: readonly Rule[]): Framework[] {
  const wholes = files.filter((file) => !isProfile(file)).map((file) => frameworkOf(file, rules));
  const byFile = new Map(wholes.map((framework) => [framework.id, framework]));
  return files.map((file) => byFile.get(idOf(file)) ?? profileOf(file, wholes));
}

/** What a file says under a key below its root; the schema judges it later. */
function written({ file, text }: FrameworkFile, key: string): unknown {
  const root: unknown = parse(text, { logLevel: 'silent' });
  const described = isRecord(root) ? root[basename(file, '.yaml')] : undefined;
  return isRecord(described) ? described[key] : undefined;
}

const isProfile = (file: FrameworkFile): boolean => written(file, 'profile') !== undefined;

function idOf({ file }: FrameworkFile): string {
  const id = basename(file, '.yaml');
  if (!/^[a-z][a-z0-9_]*$/.test(id)) throw new Error(`${file}: the name of a framework's file must be its id, in snake_case`);
  return id;
}

function frameworkOf({ file, text }: FrameworkFile, rules: readonly Rule[]): Framework {
  const id = idOf({ file, text });
  const described = checkDocument(file, text, frameworkSchema(id, rules))[id];
  if (described === undefined) throw new Error(`${file}: it lacks the key ${id}`);
  const { cloud = null, requirements: listed, ...rest } = described;
  const requirements = listed.map(
    ({ beyond = null, at_most = {}, note = null, checked = null, ...requirement }): Requirement => ({
      ...requirement,
      beyond,
      at_most: limits(at_most),
      note,
      checked,
    }),
  );
  const mistakes = requirements.flatMap((requirement, index) => [
    ...(requirements.findIndex((other) => other.id === requirement.id) < index
      ? [`the requirement ${requirement.id} is listed twice`]
      : []),
    ...mistakesIn(requirement, cloud, rules).map((mistake) => `the requirement ${requirement.id} ${mistake}`),
  ]);
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => `${file}: ${mistake}`).join('\n'));
  return { id, ...rest, cloud, profile_of: null, requirements };
}

const limits = (atMost: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(Object.entries(atMost).flatMap(([name, limit]) => (limit === undefined ? [] : [[name, limit]])));

function mistakesIn({ rules, beyond, at_most, note }: Requirement, cloud: string | null, all: readonly Rule[]): string[] {
  const named = all.filter(({ id }) => rules.includes(id));
  const measured = new Set(named.flatMap(({ parameters }) => Object.keys(parameters)));
  const nowhere = named.filter(({ subject_type: type }) => cloud !== null && type !== 'key' && type !== 'cluster');
  return [
    ...(rules.length === 0 && note === null ? ['has neither rules nor a note on what would answer it'] : []),
    ...(beyond !== null && rules.length === 0 ? ['has no rules, so that nothing is beyond them'] : []),
    ...(beyond !== null && note === null ? ['asks for more than its rules see, and has no note on what that is'] : []),
    ...Object.keys(at_most)
      .filter((name) => !measured.has(name))
      .map((name) => `limits the parameter ${name}, by which none of its rules measures`),
    ...nowhere.map(({ id }) => `is about one cloud, and names ${id}, whose subjects are in none`),
  ];
}

/** A framework that consists of requirements of another. */
function profileOf({ file, text }: FrameworkFile, frameworks: readonly Framework[]): Framework {
  const id = idOf({ file, text });
  const profile = written({ file, text }, 'profile');
  const of = frameworks.find((framework) => isRecord(profile) && framework.id === profile.of);
  const described = checkDocument(file, text, profileSchema(id, frameworks, of))[id];
  if (described === undefined || of === undefined) throw new Error(`${file}: it lacks the key ${id}`);
  const {
    profile: { requirements: chosen },
    ...rest
  } = described;
  return {
    id,
    ...rest,
    cloud: of.cloud,
    profile_of: of.id,
    requirements: of.requirements
      .filter((requirement) => chosen.some((wanted) => wanted === requirement.id))
      .map((requirement) => ({ ...requirement, checked: requirement.checked ?? of.checked })),
  };
}
