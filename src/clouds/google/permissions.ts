import type { Call, Permission } from '../../collect/observe.ts';
import { type Snippet, yaml } from '../../facts/advice.ts';
import { callsBy } from '../calls.ts';
import type { Credentials } from '../cloud.ts';
import type { GoogleKmsName } from './name.ts';

export const GOOGLE_CREDENTIALS: Credentials = {
  source: 'gcp:credentials',
  call: 'Google credentials',
  remedy:
    'run gcloud auth application-default login, set GOOGLE_APPLICATION_CREDENTIALS, or use the service account of the machine; for an emulator set BYOK_AUDIT_GCP_TOKEN',
};

/** What the collector's identity needs on each key, its ring and its project. `roles/cloudkms.viewer` lacks the last four. */
export const GOOGLE_PERMISSIONS = [
  {
    permission: 'cloudkms.cryptoKeys.get',
    calls: ['gcp:kms:GetCryptoKey'],
    for: 'purpose, primary version, rotation, import, delay of destruction, Key Access Justifications',
  },
  {
    permission: 'cloudkms.cryptoKeyVersions.list',
    calls: ['gcp:kms:ListCryptoKeyVersions'],
    for: 'the state of each version, and whether its material was imported',
  },
  {
    permission: 'resourcemanager.projects.get',
    calls: ['gcp:resourcemanager:GetProject'],
    for: 'the number of a project, by which policies name some of its service accounts',
    where: 'a policy names a service account by the number of a project, or by its id where keys are named by the number',
    optional: "without it, it stays unknown whether such a service account is the project's own",
  },
  { permission: 'cloudkms.cryptoKeys.getIamPolicy', calls: ['gcp:kms:GetIamPolicy'], for: 'who may use the key' },
  { permission: 'cloudkms.keyRings.getIamPolicy', calls: ['gcp:kms:GetIamPolicy'], for: 'who may use the keys of the ring' },
  {
    permission: 'resourcemanager.projects.getIamPolicy',
    calls: ['gcp:resourcemanager:GetIamPolicy'],
    for: 'who may use all keys of the project',
  },
  {
    permission: 'iam.roles.get',
    calls: ['gcp:iam:GetRole'],
    for: "what each other role than Cloud KMS's own permits",
    where: "a policy gives another role than Cloud KMS's own",
  },
] as const satisfies readonly Permission[];

const call = callsBy(GOOGLE_PERMISSIONS, (source) => source.replace('gcp:', '').replace(/^kms:/, 'cloudkms:'));

export const roleCall = (role: string): Call => call('gcp:iam:GetRole', role);

export const ringCall = (ring: string): Call => ({
  ...call('gcp:kms:GetIamPolicy', ring),
  permission: 'cloudkms.keyRings.getIamPolicy',
});

export const projectCall = (project: string): Call => call('gcp:resourcemanager:GetIamPolicy', `projects/${project}`);

export const getProjectCall = (project: string): Call => call('gcp:resourcemanager:GetProject', `projects/${project}`);

/** Every call about one key. */
export const googleCalls = (name: GoogleKmsName) => ({
  key: call('gcp:kms:GetCryptoKey', name.name),
  versions: call('gcp:kms:ListCryptoKeyVersions', name.name),
  policy: call('gcp:kms:GetIamPolicy', name.name),
});

/** The custom role, as `gcloud iam roles create --file` takes it, to be granted on each project with keys. */
export const googleRole = (granted: readonly Permission[]) => ({
  title: 'byok-audit',
  description: 'Reads what an audit of self-managed keys needs.',
  stage: 'GA',
  includedPermissions: granted.map(({ permission }) => permission).sort(),
});

/** The role as a file; it names no project, so that it is the same for all keys. */
export function googleDocument(granted: readonly Permission[]): Snippet {
  const { includedPermissions, ...role } = googleRole(granted);
  const lines = Object.entries(role).map(([name, value]) => `${name}: ${value}`);
  return yaml(...lines, 'includedPermissions:', ...includedPermissions.map((name) => `  - ${name}`));
}

export function howToGrantOnGoogle(granted: readonly Permission[]): string {
  return `Application default credentials. Save the role as \`role.yaml\`, create it with \`gcloud iam roles create byok_audit --project PROJECT
--file role.yaml\`, and grant it on each project that holds keys.

\`\`\`yaml
${googleDocument(granted).text}
\`\`\`
`;
}
