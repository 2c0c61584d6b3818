import Type from 'typebox';
import { nullable, object } from '../../input/shapes.ts';
import { KmsNameError } from '../kms-name-error.ts';

/** `name` is the resource name of the key, without version. */
export const GoogleKmsName = object({
  provider: Type.Literal('gcp'),
  name: Type.String(),
  project: Type.String(),
  location: Type.String(),
  key_ring: Type.String(),
  key: Type.String(),
  version: nullable(Type.String()),
});
export type GoogleKmsName = Type.Static<typeof GoogleKmsName>;

/** The id of a project, which may belong to a domain (`example.com:orchard`), or its number. */
export const PROJECT = '[a-z0-9][a-z0-9:.-]{0,299}';

const RESOURCE = new RegExp(
  `^projects/(${PROJECT})/locations/([a-z0-9-]+)/keyRings/([A-Za-z0-9_-]{1,63})/cryptoKeys/([A-Za-z0-9_-]{1,63})(?:/cryptoKeyVersions/([0-9]+))?$`,
);

/** @throws KmsNameError */
export function parseGoogleKeyName(text: string): GoogleKmsName {
  const name = matchName(text);
  if (name === undefined) throw new KmsNameError(`not the name of a Cloud KMS key: ${JSON.stringify(text)}`);
  return name;
}

function matchName(text: string): GoogleKmsName | undefined {
  const [, project, location, key_ring, key, version] = RESOURCE.exec(text) ?? [];
  if (!project || !location || !key_ring || !key) return undefined;
  return {
    provider: 'gcp',
    name: `projects/${project}/locations/${location}/keyRings/${key_ring}/cryptoKeys/${key}`,
    project,
    location,
    key_ring,
    key,
    version: version ?? null,
  };
}

export const isProjectNumber = (project: string): boolean => /^\d+$/.test(project);

export const ringOf = ({ project, location, key_ring }: GoogleKmsName) =>
  `projects/${project}/locations/${location}/keyRings/${key_ring}`;

/** Whether a name is that of the key, or of a version of it. Google takes a project's number for its id. */
export const isOfKey = (name: GoogleKmsName, key: GoogleKmsName): boolean =>
  name.name === key.name ||
  (withoutProject(name) === withoutProject(key) && isProjectNumber(name.project) !== isProjectNumber(key.project));

const withoutProject = ({ location, key_ring, key }: GoogleKmsName) => `${location} ${key_ring} ${key}`;

const keptIn = ({ project }: GoogleKmsName): string => `project ${project}`;

export const googleNames = {
  schema: GoogleKmsName,
  pattern: RESOURCE.source,
  parse: matchName,
  identity: ({ name }: GoogleKmsName) => name,
  /** Google takes a project's number for its id: two names that differ in the project alone may mean one key. */
  aliases: {
    shared: withoutProject,
    // two numbers, or two ids, are two projects
    form: ({ project }: GoogleKmsName) => (isProjectNumber(project) ? 'number' : 'id'),
  },
  partNames: ['project', 'location', 'key_ring', 'key_name'],
  parts: ({ project, location, key_ring, key }: GoogleKmsName) => ({ project, location, key_ring, key_name: key }),
  version: ({ version }: GoogleKmsName) => version,
  account: ({ project }: GoogleKmsName) => project,
  keptIn,
  place: keptIn,
};
