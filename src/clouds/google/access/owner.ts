import type { Holder } from '../../../facts/holder.ts';
import type { Known } from '../../decision.ts';
import type { GoogleKmsName } from '../name.ts';
import { domainOf, isOfKnownKind, isPublic, type Member, memberOf } from './member.ts';

/** Whose a principal is, and why. */
type Owner = Pick<Holder, 'whose' | 'why' | 'doubt' | 'declare'>;

const owned = (whose: Exclude<Holder['whose'], 'untold'>, why: string | null, declare: string | null = null): Owner => ({
  whose,
  why,
  doubt: null,
  declare,
});

/** Accounts that anybody makes for themselves. */
const CONSUMER: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com', 'googlegroups.com']);

const CONFLUENT = 'confluent.io';

/** Whose a principal is that a policy of the key, its key ring or its project names. */
export function ownerOf(written: string, key: GoogleKmsName, known: Known): Owner {
  if (isPublic(written)) return owned('foreign', 'anybody');
  const member = memberOf(written);
  if (isConfluents(written, known.confluent)) return owned('confluent', null);
  if (isOfKey(member, key)) return owned('own', null);
  if (isTrusted(written, known.trusted ?? [])) return owned('trusted', 'declared in trusted_principals');
  const domain = domainOf(member.id);
  if (isAddress(member) && CONSUMER.has(domain))
    return owned('foreign', `an account of ${domain}, which anybody can have`, written);
  const agent = agentOf(member);
  if (agent !== null) return owned('service', agent);
  if (isAtConfluent(domain, known.confluent)) {
    if (member.kind === 'domain') return owned('confluent', 'everybody at Confluent, and not the group of this key alone');
    if (!known.legacy) return owned('foreign', 'of Confluent, and of no registration of this key', written);
  }
  return untold(written, member);
}

function untold(written: string, { kind }: Member): Owner {
  const doubt = isOfKnownKind(written)
    ? { cause: 'unsupported' as const, detail: `no interface of Google's says whose ${written} is` }
    : { cause: 'unrecognized' as const, detail: `a principal of the kind ${kind} is not known to this version` };
  return { whose: 'untold', why: null, doubt, declare: written };
}

const isAddress = ({ kind }: Member): boolean => ['user', 'group', 'serviceAccount', 'domain'].includes(kind);

const isConfluents = (written: string, groups: readonly string[]): boolean =>
  groups.some((group) => `group:${group}`.toLowerCase() === written.toLowerCase());

const isAtConfluent = (domain: string, groups: readonly string[]): boolean =>
  [CONFLUENT, ...groups.map(domainOf)].some((theirs) => domain === theirs || domain.endsWith(`.${theirs}`));

/** Of the project that the key is in: its service accounts, and those with a basic role on it. */
function isOfKey({ kind, id }: Member, { project }: GoogleKmsName): boolean {
  if (kind === 'projectOwner' || kind === 'projectEditor' || kind === 'projectViewer') return id === project;
  if (kind !== 'serviceAccount') return kind === 'principal' || kind === 'principalSet' ? isInProject(id, project) : false;
  // the domain of a project that belongs to one comes last in an address
  const [domain, name] = project.includes(':') ? project.split(':') : [];
  const host = name === undefined ? project : `${name}.${domain}`;
  const at = id.toLowerCase();
  return (
    at.endsWith(`@${host}.iam.gserviceaccount.com`) ||
    at === `${host}@appspot.gserviceaccount.com` ||
    at === `${project}-compute@developer.gserviceaccount.com` ||
    at === `${project}@cloudbuild.gserviceaccount.com` ||
    at.startsWith(`${project}.svc.id.goog[`)
  );
}

/** A pool of identities, or all service accounts, of the project; Google names the project by its number here. */
const isInProject = (id: string, project: string): boolean =>
  id.startsWith(`//iam.googleapis.com/projects/${project}/`) ||
  id.startsWith(`//cloudresourcemanager.googleapis.com/projects/${project}/`);

/** Projects of Google's own from before its agents had a common name. */
const AGENTS = [
  'bigquery-encryption',
  'cloud-filer',
  'cloud-redis',
  'cloud-tpu',
  'cloudcomposer-accounts',
  'compute-system',
  'container-engine-robot',
  'containerregistry',
  'dataflow-service-producer-prod',
  'dataproc-accounts',
  'dlp-api',
  'endpoints-portal',
  'firebase-rules',
  'gae-api-prod.google.com',
  'gcf-admin-robot',
  'gcp-gae-service',
  'gs-project-accounts',
  'serverless-robot-prod',
  'service-networking',
  'sourcerepo-service-accounts',
  'storage-transfer-service',
].map((name) => name.replaceAll('.', '\\.'));
const AGENT = new RegExp(`^[a-z-]*(\\d+)@(?:gcp-sa-[a-z0-9-]+|${AGENTS.join('|')})\\.iam\\.gserviceaccount\\.com$`);
const OF_ALL_APIS = /^(\d+)@cloudservices\.gserviceaccount\.com$/;

/** Google's service agents act for a project, an organization or a folder, which their names give by its number. */
function agentOf({ kind, id }: Member): string | null {
  const number = kind === 'serviceAccount' ? (AGENT.exec(id)?.[1] ?? OF_ALL_APIS.exec(id)?.[1]) : undefined;
  return number === undefined ? null : `a service agent of Google's, for number ${number}`;
}

/**
 * Whether a list of patterns names a principal. A pattern stands for addresses, unless it begins as principals of a pool do:
 * those end as whoever runs the pool likes. An account that anybody can have is named itself or not at all.
 */
function isTrusted(written: string, patterns: readonly string[]): boolean {
  const member = memberOf(written);
  const ofAnybody = isAddress(member) && CONSUMER.has(domainOf(member.id));
  return patterns
    .filter((pattern) => !(ofAnybody && pattern.includes('*')) && (pattern.includes('://') || !member.id.startsWith('//')))
    .some((pattern) => fits(pattern.toLowerCase(), written.toLowerCase()));
}

/** Of all letters in a pattern only `*` means another: as many as you like. Brackets are part of some names. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
