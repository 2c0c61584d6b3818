import type { Fixture, GcpFixture, Raw } from '../../loopback/fixture.ts';
import { type ClusterChange, cluster, organization, type Part, type RegistrationChange, registration } from './organization.ts';

export const USER_ROLE = 'roles/cloudkms.cryptoKeyEncrypterDecrypter';
export const VIEWER_ROLE = 'roles/cloudkms.viewer';

/** What differs from a well-kept key of one cluster. Null leaves a part out. */
export type GoogleChange = {
  name?: string;
  project?: string;
  location?: string;
  region?: string;
  key?: Raw;
  /** Of the primary, and of all versions where `versions` gives none. */
  version?: Raw;
  versions?: Raw[];
  /** In the place of Confluent's roles on the key. */
  bindings?: Raw[];
  on_ring?: Raw[];
  on_project?: Raw[];
  roles?: GcpFixture['roles'];
  cluster?: ClusterChange | null;
  registration?: RegistrationChange | null;
  kms?: null;
};

export const nameOf = ({ name = 'cherry', project = 'orchard-berries', location = 'europe-west1' }: GoogleChange = {}): string =>
  `projects/${project}/locations/${location}/keyRings/confluent/cryptoKeys/${name}`;
export const groupOf = (name: string): string => `cck-${name}@confluent.io`;

export const bind = (role: string, members: string[], expression?: string): Raw => ({
  role,
  members,
  ...(expression === undefined ? {} : { condition: { title: 'window', expression } }),
});

export const versionOf = (key: string, number: number, createTime: string, change: Raw = {}): Raw => ({
  name: `${key}/cryptoKeyVersions/${number}`,
  state: 'ENABLED',
  protectionLevel: 'SOFTWARE',
  algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION',
  createTime,
  generateTime: createTime,
  ...change,
});

const policy = (bindings: Raw[]): Raw => ({ version: 3, etag: 'BwYABCDEFGH=', bindings });

export function onGoogle(change: GoogleChange = {}): Part {
  const { name = 'cherry', project = 'orchard-berries', location = 'europe-west1', region = location } = change;
  const at = nameOf(change);
  const versions = change.versions ?? [
    versionOf(at, 1, '2026-03-01T09:00:00Z'),
    versionOf(at, 2, '2026-10-01T09:00:00Z', change.version),
  ];
  const group = `group:${groupOf(name)}`;
  const kms = {
    key: {
      name: at,
      primary: versions.at(-1),
      purpose: 'ENCRYPT_DECRYPT',
      createTime: '2026-03-01T09:00:00Z',
      nextRotationTime: '2026-12-30T09:00:00Z',
      rotationPeriod: '7776000s',
      versionTemplate: { protectionLevel: 'SOFTWARE', algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION' },
      destroyScheduledDuration: '2592000s',
      ...change.key,
    },
    versions,
    policy: policy(change.bindings ?? [bind(USER_ROLE, [group]), bind(VIEWER_ROLE, [group])]),
  };
  const key = { kind: 'GcpKey', key_id: at, security_group: groupOf(name) };
  const registered =
    change.registration === null ? null : registration({ name, provider: 'GCP', region, key }, change.registration);
  const used =
    change.cluster === null
      ? null
      : cluster({ name, cloud: 'GCP', region, key: registered ? String(registered.id) : null }, change.cluster);
  return {
    clusters: used === null ? [] : [used],
    registrations: registered === null ? [] : [registered],
    gcp:
      change.kms === null
        ? {}
        : {
            keys: [kms],
            key_rings: [{ name: at.split('/cryptoKeys/')[0] ?? '', policy: policy(change.on_ring ?? []) }],
            projects: [{ id: project, policy: policy(change.on_project ?? []) }],
            ...(change.roles === undefined ? {} : { roles: change.roles }),
          },
  };
}

export const google = (change: GoogleChange = {}): Fixture => organization(onGoogle(change));
