import { basename } from 'node:path';
import Type from 'typebox';
import { type CatalogueRule, Checklist } from '../src/evaluate/catalogue.ts';
import { checkDocument } from '../src/input/document.ts';
import { closed } from '../src/input/shapes.ts';

const Written = Type.Omit(Checklist, ['id'], closed);

/**
 * A checklist from its YAML file. Its one root key is its id, since OPA reads such files as data, where equal keys would
 * collide.
 * @throws Error that lists every mistake, at its place
 */
export function checklistOf(file: string, source: string): Checklist {
  const id = basename(file, '.yaml');
  const written = checkDocument(file, source, Type.Object({ [id]: Written }, closed))[id] as Type.Static<typeof Written>;
  if (/\{[a-z0-9_:]+,?\}/.test(JSON.stringify(written)))
    throw new Error(`${file}: a checklist names no subject; write its placeholders in capitals`);
  return { id, ...written };
}

/** @throws Error where a rule follows a checklist that there is not, or none follows one that there is */
export function checkReferences(checklists: readonly Checklist[], rules: readonly CatalogueRule[]): void {
  const followed = rules.flatMap(({ id, remediation: { cases = {}, ...ways } }) =>
    [ways, ...Object.values(cases)]
      .flatMap(({ checklist }) => (typeof checklist === 'string' ? [checklist] : Object.values(checklist ?? {})))
      .map((name) => ({ id, name })),
  );
  const mistakes = [
    ...followed
      .filter(({ name }) => !checklists.some(({ id }) => id === name))
      .map(({ id, name }) => `${id}: follows the checklist ${name}, but there is no policies/checklists/${name}.yaml`),
    ...checklists
      .filter(({ id }) => !followed.some(({ name }) => name === id))
      .map(({ id }) => `policies/checklists/${id}.yaml: no rule follows this checklist`),
  ];
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
}
