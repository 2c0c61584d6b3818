import Type from 'typebox';
import { byProvider, CLOUD_SETTINGS, FURTHER_SETTINGS, KMS_NAME_PATTERN, type Provider } from '../clouds/index.ts';
import { closed, filled, glob, object, section, url } from '../input/shapes.ts';
import type { TerraformFiles } from '../terraform/files.ts';

// The configuration file: each key with its type, its default, and what `init` and the documentation say about it. `init`
// shows the first of `examples` where the default would not explain a key, and no key that has neither.

const globs = (options: { description: string; default?: string[]; examples?: string[][] }) =>
  Type.Array(glob, { default: [], ...options });
const optionalFile = (options: { description: string; examples: string[] }) =>
  Type.Optional(Type.String({ minLength: 1, ...options }));
const kmsName = Type.String({
  pattern: KMS_NAME_PATTERN,
  'x-expected': 'the name of a KMS key: an ARN, the URL of a Key Vault key, or projects/P/locations/L/keyRings/R/cryptoKeys/K',
});
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export const PARAMETERS = {
  default: {},
  description: 'Thresholds of the rules. docs/rules.md explains them, with their defaults.',
};

export const SETTINGS = {
  version: Type.Literal(1, { description: 'The format of this file.' }),
  confluent: section({
    endpoint: url('https://api.confluent.cloud', 'The API of Confluent Cloud.'),
    environments: section({
      include: globs({
        default: ['*'],
        description:
          'The environments to evaluate, by id or display name. The others are listed too, since a key may be used in any of them.',
      }),
      exclude: globs({ description: 'Environments to leave out of them.' }),
    }),
  }),
  production: Type.Optional(
    object(
      {
        environments: globs({
          examples: [['prod-*']],
          description: 'Environments whose clusters are production, by id or display name.',
        }),
        clusters: globs({ examples: [['*-prod']], description: 'Further production clusters, by id or display name.' }),
      },
      { description: 'What counts as production. Without this key, every cluster does.' },
    ),
  ),
  ...CLOUD_SETTINGS,
  parameters: Type.Record(filled, Type.Unknown(), PARAMETERS),
  trusted_principals: section(
    byProvider(({ trusted: { entry, ...described } }) => Type.Optional(Type.Array(entry, described))),
    'Who may use keys, open them to others or destroy them, beside the account, project or tenant that a key lies in and ' +
      'Confluent. A list is exhaustive: whoever else is found there fails key.exclusive_control. An empty list trusts nobody.',
  ),
  expected_keys: Type.Record(filled, kmsName, {
    default: {},
    examples: [{ 'lkc-abc12': KEY }],
    description: 'The KMS key that a cluster must use, by the id of the cluster.',
  }),
  retired_clusters: Type.Array(object({ id: filled, key: kmsName, deleted_at: Type.String({ format: 'date' }) }), {
    default: [],
    examples: [[{ id: 'lkc-old1', key: KEY, deleted_at: '2025-03-01' }]],
    description: 'Clusters that were deleted before the first scan, and the KMS keys that they used.',
  }),
  waivers: optionalFile({
    examples: ['waivers.yaml'],
    description: 'The file of waivers: failures that a person accepts until a given day. See docs/waivers.md.',
  }),
  attestations: optionalFile({
    examples: ['attestations.yaml'],
    description: 'The file of attestations: what a person confirms where no API can. See docs/waivers.md.',
  }),
  history: Type.String({
    minLength: 1,
    not: { pattern: '://[^@]*:.*@' },
    default: 'byok-audit.db',
    description: 'Where the results of earlier scans are kept: a SQLite file, postgres://... without a password, or none.',
  }),
  ...FURTHER_SETTINGS,
  owner_tags: Type.Array(filled, {
    default: ['owner', 'team', 'contact'],
    description:
      'Tags (on Google Cloud labels) that say whose a key is: the first that it has counts. Case, hyphens, underscores and spaces in their names do not matter.',
  }),
  classification: Type.String({
    minLength: 1,
    maxLength: 100,
    default: 'Confidential',
    description: 'How the report is classified: a label for its cover.',
  }),
  locations: section({
    terraform: Type.Array(filled, {
      default: [],
      examples: [['infra/']],
      description:
        'Terraform files that declare clusters and keys, and states that tie them to live ones: folders, files and globs. Findings point to the blocks. See docs/locations.md.',
    }),
    inventory: globs({
      examples: [['clusters.yaml']],
      description: 'YAML files that declare clusters and keys. Findings point to the line that contains the id.',
    }),
  }),
};
export const SETTINGS_OPTIONS = { ...closed, $id: 'urn:byok-audit:config:1', title: 'byok-audit configuration' };
const Settings = Type.Object(SETTINGS, SETTINGS_OPTIONS);
/** What the file says, with the defaults filled in. */
export type Settings = Type.Static<typeof Settings>;

/** A file as it is named in the configuration or on the command line, and its absolute path. */
type NamedFile = { named: string; file: string };

/** The configuration, with its defaults filled in. Paths are absolute. */
export type Config = Pick<
  Settings,
  | 'confluent'
  | Provider
  | 'parameters'
  | 'trusted_principals'
  | 'expected_keys'
  | 'retired_clusters'
  | 'owner_tags'
  | 'classification'
> & {
  /** Null where no file was read. */
  file: string | null;
  /** The file's text; empty where no file was read. */
  text: string;
  /** `sha256:` of the file's bytes, or of nothing. */
  digest: string;
  /** Null: every cluster is production. */
  production: NonNullable<Settings['production']> | null;
  /** A SQLite file or `postgres://...`; null: none. */
  history: string | null;
  /** Null where the configuration names no such file. */
  waivers: NamedFile | null;
  attestations: NamedFile | null;
  /** Files in which people declare clusters and keys, read together with the configuration. */
  locations: { inventory: { file: string; text: string }[]; terraform: TerraformFiles };
};
