import { isKnown, type Unknown } from '../../../facts/fact.ts';
import { type Known, plainly, untold, type Whose } from '../../decision.ts';
import { fitsStars } from '../../match.ts';
import { type GoogleKmsName, isProjectNumber } from '../name.ts';
import type { GcpKey } from '../snapshot.ts';
import { domainOf, inAddress, isOfKnownKind, isPublic, type Member, memberOf, projectOf } from './member.ts';

/** Accounts that anybody makes for themselves. */
const CONSUMER: ReadonlySet<string> = new Set(['gmail.com', 'googlemail.com', 'googlegroups.com']);

const CONFLUENT = 'confluent.io';

/** The project of a key: as the key's name has it, and under both of its names where they were read. */
type Project = { key: GoogleKmsName; names: GcpKey['project'] };

/** Whose a principal is that a policy of the key, its key ring or its project names. */
export function ownerOf(written: string, project: Project, known: Known): Whose {
  if (isPublic(written)) return plainly('foreign', 'anybody');
  const member = memberOf(written);
  if (isConfluents(written, known.confluent)) return plainly('confluent');
  const { key, names } = project;
  if (isOfKey(written, [key.project, ...(isKnown(names) ? [names.value.id, names.value.number] : [])])) return plainly('own');
  if (isTrusted(written, known.trusted ?? [])) return plainly('trusted', 'declared in trusted_principals');
  const domain = domainOf(member.id);
  if (isAddress(member) && CONSUMER.has(domain))
    return plainly('foreign', `an account of ${domain}, which anybody can have`, written);
  const agent = agentOf(member);
  if (agent !== null) return plainly('service', agent);
  if (isAtConfluent(domain, known.confluent)) {
    if (member.kind === 'domain') return plainly('confluent', 'everybody at Confluent, and not only the group of this key');
    if (known.unnamed === null) return plainly('foreign', 'of Confluent, and of no registration of this key', written);
    return untold(known.unnamed, written);
  }
  return untold(doubtOf(written, member, isOfUnknown(written, project)), written);
}

function doubtOf(written: string, { kind }: Member, unread: Unknown | null): Unknown {
  if (unread !== null)
    return { ...unread, detail: `whether ${written} belongs to the project of the key was not read: ${unread.detail}` };
  return isOfKnownKind(written)
    ? { cause: 'unsupported', detail: `no interface of Google's says whose ${written} is` }
    : { cause: 'unrecognized', detail: `a principal of the kind ${kind} is not known to this version` };
}

const isAddress = ({ kind }: Member): boolean => ['user', 'group', 'serviceAccount', 'domain'].includes(kind);

const isConfluents = (written: string, groups: readonly string[]): boolean =>
  groups.some((group) => `group:${group}`.toLowerCase() === written.toLowerCase());

const isAtConfluent = (domain: string, groups: readonly string[]): boolean =>
  [CONFLUENT, ...groups.map(domainOf)].some((theirs) => domain === theirs || domain.endsWith(`.${theirs}`));

/** Whether it belongs to the project that the key is in, under whichever of its names. */
function isOfKey(written: string, names: readonly string[]): boolean {
  const project = projectOf(written);
  return project !== null && names.some((name) => name === project || inAddress(name) === project);
}

/** A principal of a project that is named by the other kind of name, of which nothing was read. */
function isOfUnknown(written: string, project: Project): Unknown | null {
  const named = projectOf(written);
  if (isKnown(project.names) || named === null) return null;
  return isProjectNumber(named) === isProjectNumber(project.key.project) ? null : project.names.unknown;
}

/** Projects of Google's own from before its agents had a common name. */
const AGENTS = [
  'bigquery-encryption',
  'cloud-cdn-fill',
  'cloud-filer',
  'cloud-memcache-sa',
  'cloud-ml.google.com',
  'cloud-redis',
  'cloud-tpu',
  'cloudcomposer-accounts',
  'compute-system',
  'container-analysis',
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
  'genomics-api.google.com',
  'gs-project-accounts',
  'remotebuildexecution',
  'security-center-api',
  'serverless-robot-prod',
  'service-consumer-management',
  'service-networking',
  'sourcerepo-service-accounts',
  'storage-transfer-service',
].map((name) => name.replaceAll('.', '\\.'));
const AGENT = new RegExp(`^[a-z-]*(\\d+)(?:-\\d+)?@(?:gcp-sa-[a-z0-9-]+|${AGENTS.join('|')})\\.iam\\.gserviceaccount\\.com$`);
const OF_ALL_APIS = /^(\d+)@cloudservices\.gserviceaccount\.com$/;

/** Google's service agents act for a project, an organization or a folder, which their names give by its number. */
function agentOf({ kind, id }: Member): string | null {
  const number = kind === 'serviceAccount' ? (AGENT.exec(id)?.[1] ?? OF_ALL_APIS.exec(id)?.[1]) : undefined;
  return number === undefined ? null : `a service agent of Google's, for number ${number}`;
}

/**
 * Whether a list of patterns names a principal. A pattern stands for addresses, unless it begins as principals of a pool do:
 * those end as whoever runs the pool likes. An account that anybody can have is named itself or not at all. Brackets are part
 * of some names.
 */
function isTrusted(written: string, patterns: readonly string[]): boolean {
  const member = memberOf(written);
  const ofAnybody = isAddress(member) && CONSUMER.has(domainOf(member.id));
  return patterns
    .filter((pattern) => !(ofAnybody && pattern.includes('*')) && (pattern.includes('://') || !member.id.startsWith('//')))
    .some((pattern) => fitsStars(pattern.toLowerCase(), written.toLowerCase()));
}
