import type { Call, Permission } from '../../collect/observe.ts';
import type { GoogleKmsName } from './name.ts';

/** What the collector's identity needs on each key, its ring and its project. `roles/cloudkms.viewer` lacks the last four. */
export const GOOGLE_PERMISSIONS = [
  {
    permission: 'cloudkms.cryptoKeys.get',
    calls: ['gcp:kms:GetCryptoKey'],
    for: 'purpose, primary version, rotation, import, delay of destruction',
  },
  {
    permission: 'cloudkms.cryptoKeyVersions.list',
    calls: ['gcp:kms:ListCryptoKeyVersions'],
    for: 'the state of each version, and whether its material was imported',
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
    for: "what other roles than Cloud KMS's own permit, where Confluent's group or everyone has them",
  },
] as const satisfies readonly Permission[];

/** Every call has its permission in the list. */
type Listed = (typeof GOOGLE_PERMISSIONS)[number];
type KmsOperation = Listed['calls'][number] extends infer S ? (S extends `gcp:kms:${infer O}` ? O : never) : never;

export const ringOf = ({ project, location, key_ring }: GoogleKmsName) =>
  `projects/${project}/locations/${location}/keyRings/${key_ring}`;

/** Every call about one key, its ring and its project. */
export function googleCalls(name: GoogleKmsName) {
  const call = (api: KmsOperation, target: string, permission: Listed['permission']): Call => ({
    source: `gcp:kms:${api}`,
    call: `cloudkms:${api} ${target}`,
    permission,
  });
  return {
    key: call('GetCryptoKey', name.name, 'cloudkms.cryptoKeys.get'),
    versions: call('ListCryptoKeyVersions', name.name, 'cloudkms.cryptoKeyVersions.list'),
    policy: call('GetIamPolicy', name.name, 'cloudkms.cryptoKeys.getIamPolicy'),
    ringPolicy: call('GetIamPolicy', ringOf(name), 'cloudkms.keyRings.getIamPolicy'),
    projectPolicy: needed({
      source: 'gcp:resourcemanager:GetIamPolicy',
      call: `resourcemanager:GetIamPolicy projects/${name.project}`,
      permission: 'resourcemanager.projects.getIamPolicy',
    }),
  };
}
export type GoogleCalls = ReturnType<typeof googleCalls>;

export const roleCall = (role: string): Call =>
  needed({ source: 'gcp:iam:GetRole', call: `iam:GetRole ${role}`, permission: 'iam.roles.get' });

const needed = (call: Call & { source: Listed['calls'][number]; permission: Listed['permission'] }): Call => call;

/** The custom role, as `gcloud iam roles create --file` takes it, to be granted on each project with keys. */
export const googleRole = (granted: readonly Permission[]) => ({
  title: 'byok-audit',
  description: 'Reads what an audit of self-managed keys needs.',
  stage: 'GA',
  includedPermissions: granted.map(({ permission }) => permission).sort(),
});

export function howToGrantOnGoogle(granted: readonly Permission[]): string {
  const { includedPermissions, ...role } = googleRole(granted);
  const lines = Object.entries(role).map(([name, value]) => `${name}: ${value}`);
  return `Application default credentials. Save the role as \`role.yaml\`, create it with \`gcloud iam roles create byok_audit --project PROJECT
--file role.yaml\`, and grant it on each project that holds keys.

\`\`\`yaml
${[...lines, 'includedPermissions:', ...includedPermissions.map((name) => `  - ${name}`)].join('\n')}
\`\`\`
`;
}
