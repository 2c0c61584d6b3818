/** Google's names for anybody, and for anybody with a Google account. */
const PUBLIC: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

const KINDS: ReadonlySet<string> = new Set([
  'user',
  'serviceAccount',
  'group',
  'domain',
  'projectOwner',
  'projectEditor',
  'projectViewer',
  'principal',
  'principalSet',
  'deleted',
]);

/** A principal that a policy names, taken apart: `kind` is empty for everybody. */
export type Member = { kind: string; id: string };

export function memberOf(written: string): Member {
  const colon = written.indexOf(':');
  return colon === -1 ? { kind: '', id: written } : { kind: written.slice(0, colon), id: written.slice(colon + 1) };
}

export const isPublic = (written: string): boolean =>
  PUBLIC.some((name) => name.toLowerCase() === written.toLowerCase()) || written.startsWith('principalSet://goog/public:');

/** Whether it is known what a principal of this kind can be. */
export const isOfKnownKind = (written: string): boolean => isPublic(written) || KINDS.has(memberOf(written).kind);

/** The domain of an e-mail address, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const PROJECT = '[a-z0-9][a-z0-9:.-]*';
/** How principals of a project are named: its service accounts, Google's default ones among them, and its pools of identities. */
const OF_PROJECTS = [
  ['serviceAccount', new RegExp(`^[^@]+@(${PROJECT})\\.iam\\.gserviceaccount\\.com$`)],
  ['serviceAccount', new RegExp(`^(${PROJECT})@(?:appspot|cloudbuild)\\.gserviceaccount\\.com$`)],
  ['serviceAccount', /^(\d+)-compute@developer\.gserviceaccount\.com$/],
  ['serviceAccount', new RegExp(`^(${PROJECT})\\.svc\\.id\\.goog\\[`)],
  ['principal', new RegExp(`^//iam\\.googleapis\\.com/projects/(${PROJECT})/`)],
  ['principalSet', new RegExp(`^//(?:iam|cloudresourcemanager)\\.googleapis\\.com/projects/(${PROJECT})(?:/|$)`)],
  ['projectOwner', /^(.+)$/],
  ['projectEditor', /^(.+)$/],
  ['projectViewer', /^(.+)$/],
] as const;

/** The project that a principal belongs to by its name, as written there; null where it says none. */
export function projectOf(written: string): string | null {
  const { kind, id } = memberOf(written);
  for (const [of, form] of OF_PROJECTS) {
    const project = of === kind ? form.exec(id.toLowerCase())?.[1] : undefined;
    if (project !== undefined) return project;
  }
  return null;
}

/** A project as the addresses of its service accounts have it: the domain that it belongs to comes last. */
export function inAddress(project: string): string {
  const [domain, name] = project.split(':');
  return name === undefined ? project : `${name}.${domain}`;
}
