import { type Advice, advice, few, type Target, together, type Unanswered } from '../../facts/advice.ts';
import { plainWord } from '../../input/shell.ts';
import { googleNames } from './name.ts';

const ROLE = 'byok_audit';

/** How to get an answer to calls that Google refused. */
export function googleGrant(
  calls: readonly Unanswered[],
  keys: readonly Target[],
  _settings: unknown,
  grantee: string | null,
): Advice {
  const missing = [...new Set(calls.map(({ permission }) => permission))];
  const permissions = missing.filter((permission) => permission !== null).sort();
  return together([
    ...(missing.includes(null) ? [NO_ROLE] : []),
    ...(permissions.length > 0 ? [ofRole(permissions, keys, plainWord(grantee ?? undefined, 'COLLECTOR_EMAIL'))] : []),
  ]);
}

const NO_ROLE = advice(
  'No role would help: a perimeter of VPC Service Controls, or another condition of the service, refuses the place that the call comes from. Run the scan from inside the perimeter, or add an ingress rule for its identity and for cloudkms.googleapis.com.',
);

/** @param account the address of a service account */
function ofRole(permissions: readonly string[], keys: readonly Target[], account: string): Advice {
  const list = permissions.join(',');
  const projects = few(keys.map(({ name }) => googleNames.parse(name)?.project));
  const commands = (projects.length > 0 ? projects : ['PROJECT_ID']).flatMap((one) => {
    const project = plainWord(one, 'PROJECT_ID');
    return [
      `gcloud iam roles create ${ROLE} --project=${project} --title=byok-audit --stage=GA --permissions=${list}`,
      `# where the project has the role already: gcloud iam roles update ${ROLE} --project=${project} --add-permissions=${list}`,
      `gcloud projects add-iam-policy-binding ${project} --member=serviceAccount:${account} --role=projects/${project}/roles/${ROLE} --condition=None`,
    ];
  });
  const ofOrganization = permissions.includes('iam.roles.get')
    ? ' A custom role of the organization is read with a role that is granted at the organization.'
    : '';
  return advice(
    `Grant the identity of the scan a role with ${permissions.join(', ')} on each project that holds keys: the custom role of docs/permissions.md holds all that a scan needs.${ofOrganization}`,
    { cli: commands },
  );
}

const HOSTS: readonly (readonly [source: string, host: string])[] = [
  ['gcp:resourcemanager:', 'cloudresourcemanager.googleapis.com'],
  ['gcp:iam:', 'iam.googleapis.com'],
  ['gcp:credentials', 'oauth2.googleapis.com and, on Google Cloud, the metadata server'],
];

export const googleHost = ({ source }: Unanswered): string =>
  HOSTS.find(([prefix]) => source?.startsWith(prefix))?.[1] ?? 'cloudkms.googleapis.com';
