import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { FAULT_KINDS, type Fault } from './fault.ts';

const text = Type.String();
/** A resource as the API returns it. It is not validated, since some scenarios contain invalid resources on purpose. */
const Raw = Type.Record(text, Type.Unknown());
export type Raw = Type.Static<typeof Raw>;
const raws = Type.Array(Raw);
const closed = { additionalProperties: false };

export const ConfluentFixture = Type.Object(
  {
    /** The maximum page size, whatever the request asks for. */
    page_size: Type.Optional(Type.Integer({ minimum: 1 })),
    organizations: raws,
    environments: raws,
    keys: raws,
    quotas: raws,
    /** By environment id. */
    clusters: Type.Optional(Type.Record(text, raws)),
    compute_pools: Type.Optional(Type.Record(text, raws)),
    ksql_clusters: Type.Optional(Type.Record(text, raws)),
    /** By cluster id, then by connector name. */
    connectors: Type.Optional(Type.Record(text, Type.Record(text, Raw))),
  },
  closed,
);
export type ConfluentFixture = Type.Static<typeof ConfluentFixture>;

export const AwsFixture = Type.Object(
  {
    /** Account of the caller's credentials: an unknown key of this account is not found, one of another account is denied. */
    account: text,
    page_size: Type.Optional(Type.Integer({ minimum: 1 })),
    keys: Type.Array(
      Type.Object(
        {
          /** KeyMetadata of DescribeKey, with dates in RFC 3339. */
          metadata: Raw,
          policy: Type.Union([Raw, text]),
          /** Answer of GetKeyRotationStatus; if absent, UnsupportedOperationException. */
          rotation: Type.Optional(Raw),
          grants: Type.Optional(raws),
          /** As ListResourceTags returns them. */
          tags: Type.Optional(raws),
          /** Completed rotations as ListKeyRotations returns them, without KeyId, with dates in RFC 3339. */
          rotations: Type.Optional(raws),
        },
        closed,
      ),
    ),
    roles: Type.Optional(Type.Array(Type.Object({ arn: text, external_id: Type.Optional(text) }, closed))),
  },
  closed,
);
export type AwsFixture = Type.Static<typeof AwsFixture>;

const AzureAttributes = Type.Record(text, Type.Unknown());
export const AzureFixture = Type.Object(
  {
    tenant: text,
    page_size: Type.Optional(Type.Integer({ minimum: 1 })),
    vaults: Type.Array(
      Type.Object(
        {
          /** The vault as the resource manager returns it. */
          arm: Raw,
          keys: Type.Array(
            Type.Object(
              {
                name: text,
                /** JsonWebKey of the newest version, without `kid`. */
                key: Raw,
                /** Newest last; attributes as the vault returns them, with dates in RFC 3339. */
                versions: Type.Array(Type.Object({ id: text, attributes: AzureAttributes }, closed)),
                tags: Type.Optional(Raw),
                rotation_policy: Type.Optional(Raw),
                /** Present on a soft-deleted key. */
                deleted: Type.Optional(Type.Object({ deletedDate: text, scheduledPurgeDate: text }, closed)),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    /** Assignments of all scopes; the list of a scope includes inherited ones. */
    role_assignments: Type.Optional(raws),
    /** In addition to the built-in roles that Confluent asks for. */
    role_definitions: Type.Optional(raws),
    deny_assignments: Type.Optional(raws),
    /** Roles that may be activated, of all scopes. */
    eligible_roles: Type.Optional(raws),
    /** Azure Lighthouse delegations, of all subscriptions and resource groups, each with its definition. */
    registration_assignments: Type.Optional(raws),
    /** As Microsoft Graph knows them; `groups` are object ids. An application is of Confluent's tenant unless stated otherwise. */
    service_principals: Type.Optional(
      Type.Array(
        Type.Object(
          {
            app_id: text,
            object_id: text,
            groups: Type.Optional(Type.Array(text)),
            owner_tenant: Type.Optional(Type.Union([text, Type.Null()])),
            type: Type.Optional(text),
          },
          closed,
        ),
      ),
    ),
    users: Type.Optional(Type.Array(Type.Object({ object_id: text, user_type: text, name: text }, closed))),
    deleted_vaults: Type.Optional(raws),
  },
  closed,
);
export type AzureFixture = Type.Static<typeof AzureFixture>;

export const GcpFixture = Type.Object(
  {
    page_size: Type.Optional(Type.Integer({ minimum: 1 })),
    keys: Type.Array(Type.Object({ key: Raw, versions: raws, policy: Type.Optional(Raw) }, closed)),
    key_rings: Type.Array(Type.Object({ name: text, policy: Type.Optional(Raw) }, closed)),
    /** A project that is not listed has a policy without bindings. */
    projects: Type.Optional(Type.Array(Type.Object({ id: text, number: Type.Optional(text), policy: Raw }, closed))),
    /** Roles as IAM returns them, each with its `name`. */
    roles: Type.Optional(raws),
  },
  closed,
);
export type GcpFixture = Type.Static<typeof GcpFixture>;

const FaultsFixture = Type.Array(
  Type.Object(
    {
      /** An id, or a regular expression between slashes. */
      id: text,
      kind: Type.Enum(
        FAULT_KINDS.filter((kind) => kind !== 'replace' && kind !== 'hold'),
        { type: 'string' },
      ),
      retryAfter: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
      times: Type.Optional(Type.Integer()),
      to: Type.Optional(text),
    },
    closed,
  ),
);

export type Fixture = {
  confluent: ConfluentFixture;
  aws: AwsFixture;
  azure: AzureFixture;
  gcp: GcpFixture;
  faults: Fault[];
};

/** What each file held, by its text: many tests read the same few, and parsing them takes longer than a scan. */
const parsed = new Map<string, unknown>();

function parsedOnce(text: string): unknown {
  if (!parsed.has(text)) parsed.set(text, parse(text));
  return structuredClone(parsed.get(text));
}

/**
 * Reads the resources of a scenario folder. A cloud without a file has no keys.
 * @param changes by file: what stands in it instead
 */
export function readFixture(scenarioDir: string, changes: Record<string, object> = {}): Fixture {
  const load = <T extends Type.TSchema>(file: string, schema: T, otherwise?: Type.Static<T>): Type.Static<T> => {
    const path = join(scenarioDir, file);
    if (otherwise !== undefined && !existsSync(path)) return otherwise;
    const read = parsedOnce(readFileSync(path, 'utf8'));
    const data = file in changes ? Object.assign({}, read, changes[file]) : read;
    if (Value.Check(schema, data)) return data;
    const [first] = Value.Errors(schema, data);
    throw new Error(`${path}: ${first?.instancePath ?? ''} ${first?.message ?? 'does not fit'}`);
  };
  const faults = load('faults.yaml', FaultsFixture, []);
  return {
    confluent: load('confluent.yaml', ConfluentFixture),
    aws: load('aws.yaml', AwsFixture, { account: '111122223333', keys: [] }),
    azure: load('azure.yaml', AzureFixture, { tenant: '00000000-0000-0000-0000-000000000000', vaults: [] }),
    gcp: load('gcp.yaml', GcpFixture, { keys: [], key_rings: [] }),
    faults: faults.map((fault) => ({ ...fault, id: toId(fault.id) }) as Fault),
  };
}

function toId(id: string): string | RegExp {
  return id.startsWith('/') && id.endsWith('/') && id.length > 1 ? new RegExp(id.slice(1, -1)) : id;
}
