import Type from 'typebox';
import { KMS_NAME_PATTERN } from '../clouds/kms-name.ts';
import { closed, nullable } from '../input/shapes.ts';

const text = Type.String({ minLength: 1 });
const globs = Type.Array(text);
/** `x-url` is our own keyword: https, or plain http on a loopback address; no credentials in it. */
const url = Type.String({ 'x-url': 'any' });
const loopbackUrl = Type.String({ 'x-url': 'loopback' });
const day = Type.String({ format: 'date' });
const kmsName = Type.String({
  pattern: KMS_NAME_PATTERN,
  'x-expected': 'the name of a KMS key: an ARN, the URL of a Key Vault key, or projects/P/locations/L/keyRings/R/cryptoKeys/K',
});

const optional = <T extends Record<string, Type.TSchema>>(properties: T) =>
  Type.Object(
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)])) as {
      [K in keyof T]: Type.TOptional<T[K]>;
    },
    closed,
  );

export const CONFIG_FILE = { ...closed, $id: 'urn:byok-audit:config:1', title: 'byok-audit configuration' };

/** What `byok-audit.yaml` may say; every key but `version` has a default. */
export const ConfigFile = Type.Object(
  {
    version: Type.Literal(1, { description: 'Format of this file.' }),
    confluent: Type.Optional(
      optional({
        endpoint: url,
        environments: optional({ include: globs, exclude: globs }),
      }),
    ),
    production: Type.Optional(optional({ environments: globs, clusters: globs })),
    aws: Type.Optional(
      optional({
        accounts: Type.Record(Type.String({ pattern: '^[0-9]{12}$' }), optional({ role_arn: text, external_id: text })),
      }),
    ),
    azure: Type.Optional(
      optional({
        resource_manager_endpoint: url,
        key_vault_suffix: Type.String({ pattern: '^[a-z0-9.-]+$' }),
        key_vault_endpoint: nullable(loopbackUrl),
        graph_endpoint: nullable(url),
        service_principals: Type.Record(text, text),
      }),
    ),
    gcp: Type.Optional(optional({ kms_endpoint: url, resource_manager_endpoint: url, iam_endpoint: url })),
    parameters: Type.Optional(Type.Record(text, Type.Unknown())),
    expected_keys: Type.Optional(Type.Record(text, kmsName)),
    retired_clusters: Type.Optional(Type.Array(Type.Object({ id: text, key: kmsName, deleted_at: day }, closed))),
    waivers: Type.Optional(text),
    attestations: Type.Optional(text),
    /** A URL with a password belongs into the environment. */
    history: Type.Optional(Type.String({ minLength: 1, not: { pattern: '://[^@]*:.*@' } })),
    locations: Type.Optional(optional({ terraform: globs, inventory: globs })),
  },
  CONFIG_FILE,
);
export type ConfigFile = Type.Static<typeof ConfigFile>;

type NamedFile = { named: string; file: string };

/** The configuration with its defaults filled in. Paths are absolute. */
export type Config = {
  /** Null where no file was read. */
  file: string | null;
  /** The file's text; empty where no file was read. */
  text: string;
  /** `sha256:` of the file's bytes, or of nothing. */
  digest: string;
  confluent: { endpoint: string; environments: { include: string[]; exclude: string[] } };
  /** Null: every cluster is production. */
  production: { environments: string[]; clusters: string[] } | null;
  aws: { accounts: Record<string, { role_arn?: string; external_id?: string }> };
  azure: {
    resource_manager_endpoint: string;
    key_vault_suffix: string;
    key_vault_endpoint: string | null;
    graph_endpoint: string | null;
    service_principals: Record<string, string>;
  };
  gcp: { kms_endpoint: string; resource_manager_endpoint: string; iam_endpoint: string };
  parameters: Record<string, unknown>;
  /** Cluster id to the name of the KMS key that it must use. */
  expected_keys: Record<string, string>;
  /** Clusters from before anything was recorded. */
  retired_clusters: { id: string; key: string; deleted_at: string }[];
  /** A SQLite file or `postgres://...`; null: none. */
  history: string | null;
  /** Files beside the configuration: the name that it gives, and where that is. Null where it names none. */
  waivers: NamedFile | null;
  attestations: NamedFile | null;
  /** Files in which people declare clusters and keys, read together with the configuration. */
  locations: { inventory: { file: string; text: string }[] };
};

export const DEFAULTS = {
  confluent: { endpoint: 'https://api.confluent.cloud', environments: { include: ['*'], exclude: [] } },
  azure: {
    resource_manager_endpoint: 'https://management.azure.com',
    key_vault_suffix: 'vault.azure.net',
    key_vault_endpoint: null,
    graph_endpoint: 'https://graph.microsoft.com',
    service_principals: {},
  },
  history: 'byok-audit.db',
  gcp: {
    kms_endpoint: 'https://cloudkms.googleapis.com',
    resource_manager_endpoint: 'https://cloudresourcemanager.googleapis.com',
    iam_endpoint: 'https://iam.googleapis.com',
  },
} as const;
