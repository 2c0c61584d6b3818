/** Google's names for anybody, and for anybody with a Google account. */
export const PUBLIC: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

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
