/**
 * The kinds of clusters and keys that a large organization is made of, as a scan of the stand-ins sees them. Records are cloned
 * from this snapshot (`organization.ts`), so that they hold all that a scan writes, the causes of unknowns included.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, startClouds } from '../loopback/clouds.ts';
import type { Raw } from '../loopback/fixture.ts';
import type { Report } from '../src/report/schema.ts';
import type { Snapshot } from '../src/snapshot/schema.ts';
import { evaluationIn, scanClouds } from '../test/end-to-end/scenario.ts';
import { BY_FIREWALL, outsidePerimeter } from '../test/field-cases/faults.ts';
import { attach, everyone, OWN, onAws, template, use } from '../test/field-cases/on-aws.ts';
import { onAzure, version } from '../test/field-cases/on-azure.ts';
import { bind, nameOf, onGoogle, USER_ROLE, VIEWER_ROLE, versionOf } from '../test/field-cases/on-google.ts';
import { INVALID, organization, type Part } from '../test/field-cases/organization.ts';

const SCANNED_AT = '2026-11-24T12:00:00Z';

export const CLOUDS = ['aws', 'azure', 'google'] as const;
export type CloudName = (typeof CLOUDS)[number];
/** `spare`: registered, and not used by any cluster yet. */
export type Standing = 'kept' | 'failing' | 'unknown' | 'spare';

type Place = { name: string; key_id: string; project: string; resource_group: string };
type Declared = { standing: Standing; is: string; part: (at: Place) => Part; faults?: (at: Place) => Fault[] };
/** One cluster on one key. `name` and `key_id` are in all its ids, and nowhere else. */
export type Template = Declared & { cloud: CloudName } & Place;

const deny = (id: string): Fault => ({ id: new RegExp(id), kind: 'deny' });
const LATELY = '2026-11-21T09:00:00Z';
const spare = { cluster: { spec: {} }, registration: { state: 'AVAILABLE', created_at: '2026-11-21T10:00:00Z' } };
const refused = { validation: INVALID };
const unclustered = ({ clusters: _, ...part }: Part): Part => part;

const sinks = (cluster: string): Record<string, Record<string, Raw>> => ({
  [cluster]: Object.fromEntries(['invoices', 'parcels'].map((of) => [`${of}-sink`, { id: { id: `lcc-${of}`, id_type: 'ID' } }])),
});

/** The two versions of a key of Google in an HSM, the second the primary. */
const inHsm = (at: Place): Raw[] =>
  ['2026-03-01T09:00:00Z', '2026-10-01T09:00:00Z'].map((created, index) =>
    versionOf(nameOf(at), index + 1, created, { protectionLevel: 'HSM' }),
  );

// biome-ignore format: one line a template
const DECLARED: Record<CloudName, Declared[]> = {
  aws: [
    { standing: 'kept', is: 'as Confluent asks for it', part: (at) => onAws(at) },
    { standing: 'kept', is: 'as in the Terraform example of Confluent', part: (at) => onAws({ ...at, statements: [template({ Sid: 'Allow KMS Use' }), { ...OWN, Action: '*' }] }) },
    { standing: 'spare', is: 'waits for its first cluster', part: (at) => unclustered(onAws({ ...at, ...spare, metadata: { CreationDate: LATELY } })) },
    { standing: 'failing', is: 'not rotated', part: (at) => onAws({ ...at, rotation: { KeyRotationEnabled: false } }) },
    { standing: 'failing', is: 'open to everyone', part: (at) => onAws({ ...at, statements: [OWN, use(), attach(), everyone({})] }) },
    { standing: 'failing', is: 'disabled', part: (at) => onAws({ ...at, metadata: { Enabled: false, KeyState: 'Disabled' }, registration: refused }) },
    { standing: 'failing', is: 'to be deleted', part: (at) => onAws({ ...at, metadata: { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: '2026-12-31T09:00:00Z' }, registration: refused }) },
    { standing: 'failing', is: 'without access for Confluent', part: (at) => onAws({ ...at, statements: [OWN], registration: refused }) },
    { standing: 'failing', is: 'of a cluster without deletion protection', part: (at) => onAws({ ...at, cluster: { spec: { deletion_protection: false } } }) },
    { standing: 'failing', is: 'of a cluster whose data connectors copy', part: (at) => ({ ...onAws(at), connectors: sinks(`lkc-${at.name}`) }) },
    { standing: 'unknown', is: 'its description is denied', part: (at) => onAws(at), faults: ({ key_id }) => [deny(`^kms:DescribeKey .*${key_id}`)] },
    { standing: 'unknown', is: 'its policy is denied', part: (at) => onAws(at), faults: ({ key_id }) => [deny(`^kms:GetKeyPolicy .*${key_id}`)] },
    { standing: 'unknown', is: 'its rotation is denied', part: (at) => onAws(at), faults: ({ key_id }) => [deny(`^kms:GetKeyRotationStatus .*${key_id}`)] },
  ],
  azure: [
    { standing: 'kept', is: 'as Confluent asks for it', part: (at) => onAzure(at) },
    { standing: 'kept', is: 'in an HSM', part: (at) => onAzure({ ...at, key: { kty: 'RSA-HSM' } }) },
    { standing: 'spare', is: 'waits for its first cluster', part: (at) => unclustered(onAzure({ ...at, ...spare, versions: [version(1, LATELY)] })) },
    { standing: 'failing', is: 'can be purged', part: (at) => onAzure({ ...at, properties: { enablePurgeProtection: undefined } }) },
    { standing: 'failing', is: 'not rotated', part: (at) => onAzure({ ...at, rotation_policy: null, versions: [version(1, '2025-03-01T09:00:00Z')] }) },
    { standing: 'failing', is: 'disabled', part: (at) => onAzure({ ...at, versions: [version(1, '2026-08-28T09:00:00Z', { enabled: false })], registration: refused }) },
    { standing: 'failing', is: 'without roles for Confluent', part: (at) => onAzure({ ...at, assignments: [], registration: refused }) },
    { standing: 'unknown', is: 'behind a firewall', part: (at) => onAzure(at), faults: ({ name }) => [{ ...BY_FIREWALL, id: new RegExp(`^keyvault:.*kv-${name}`) }, deny(`^arm:GetKey kv-${name}`)] },
    { standing: 'unknown', is: 'its roles are denied', part: (at) => onAzure(at), faults: ({ name }) => [deny(`^arm:ListRoleAssignments .*kv-${name}`)] },
  ],
  google: [
    { standing: 'kept', is: 'as Confluent asks for it', part: (at) => onGoogle(at) },
    { standing: 'kept', is: 'in an HSM', part: (at) => onGoogle({ ...at, versions: inHsm(at), key: { versionTemplate: { protectionLevel: 'HSM', algorithm: 'GOOGLE_SYMMETRIC_ENCRYPTION' } } }) },
    { standing: 'spare', is: 'waits for its first cluster', part: (at) => unclustered(onGoogle({ ...at, ...spare, key: { createTime: LATELY }, versions: [versionOf(nameOf(at), 1, LATELY)] })) },
    { standing: 'failing', is: 'not rotated', part: (at) => onGoogle({ ...at, key: { rotationPeriod: undefined, nextRotationTime: undefined } }) },
    { standing: 'failing', is: 'disabled', part: (at) => onGoogle({ ...at, version: { state: 'DISABLED' }, registration: refused }) },
    { standing: 'failing', is: 'open to everyone', part: (at) => onGoogle({ ...at, bindings: [bind(USER_ROLE, ['allUsers']), bind(VIEWER_ROLE, ['allUsers'])] }) },
    { standing: 'unknown', is: 'outside the perimeter', part: (at) => onGoogle(at), faults: ({ name }) => [outsidePerimeter(new RegExp(`^cloudkms:.*${name}`))] },
    { standing: 'unknown', is: 'its policy is denied', part: (at) => onGoogle(at), faults: ({ name }) => [deny(`^cloudkms:GetIamPolicy .*${name}`)] },
  ],
};

/** All templates, each in an environment, a project and a resource group of its own. */
const TEMPLATES: Template[] = CLOUDS.flatMap((cloud) => DECLARED[cloud].map((declared) => ({ cloud, ...declared }))).map(
  (declared, index) => {
    const number = String(index + 10);
    const name = `tmpl${number}`;
    const key_id = `00000000-0000-4000-8000-0000000e5e${number}`;
    return { ...declared, name, key_id, project: `project-${name}`, resource_group: `rg-${name}` };
  },
);

export type Scanned = { templates: Template[]; snapshot: Snapshot; report: Report };

/** Scans the templates, all in one organization, by the same program as anybody's. */
export async function scanTemplates(): Promise<Scanned> {
  const directory = mkdtempSync(join(tmpdir(), 'byok-bench-'));
  const parts = TEMPLATES.map(({ part, ...at }) => inEnvironment(`env-${at.name}`, part(at)));
  const faults = TEMPLATES.flatMap(({ faults, ...at }) => faults?.(at) ?? []);
  const clouds = await startClouds(organization(...parts), { faults });
  try {
    writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
    const { snapshot, report } = await scanClouds(clouds, evaluationIn(directory, SCANNED_AT, clouds));
    return { templates: TEMPLATES, snapshot, report };
  } finally {
    await clouds.close();
    rmSync(directory, { recursive: true });
  }
}

const inEnvironment = (id: string, part: Part): Part => ({
  ...part,
  clusters: (part.clusters ?? []).map((cluster) => ({
    ...cluster,
    spec: { ...(cluster.spec as Raw), environment: { id } },
  })),
});
