import Type from 'typebox';
import { derive } from '../../facts/fact.ts';
import type { Cloud } from '../cloud.ts';
import { onePrincipal } from '../principals.ts';
import { accessToGoogleKey } from './access/access.ts';
import { googleGrant, googleHost } from './advice.ts';
import { ofGcp } from './facts.ts';
import { type GoogleKmsName, googleNames, parseGoogleKeyName, ringOf } from './name.ts';
import { GOOGLE_CREDENTIALS, GOOGLE_PERMISSIONS, googleDocument, howToGrantOnGoogle } from './permissions.ts';
import { GoogleSettings } from './settings.ts';
import { GcpKey } from './snapshot.ts';
import { googleVersions } from './versions.ts';

export const google: Cloud<'gcp', GoogleKmsName, GoogleKmsName, GcpKey, GoogleSettings> = {
  provider: 'gcp',
  label: 'Google Cloud',
  settings: GoogleSettings,
  trusted: {
    entry: Type.String({
      pattern: '^(?!([A-Za-z]+:)?[*@.:]*$)\\S+$',
      'x-expected': 'a pattern over members that names at least a domain, such as *@example.com',
    }),
    description: 'Patterns over members: *@example.com, domain:example.com, serviceAccount:*@ops.iam.gserviceaccount.com.',
    examples: [['*@example.com']],
  },
  key: GcpKey,
  format10: { key: ({ import_jobs: _, ...key }) => ({ roles: {}, ...key }) },
  names: googleNames,
  registration: {
    kind: 'GcpKey',
    nameField: 'key_id',
    kms: (name) => derive(name, parseGoogleKeyName),
    principals: (key) => onePrincipal(key, 'key.security_group', /^[^\s@:]+@[^\s@]+$/, 'the address of a group'),
  },
  facts: {
    service: () => 'google_cloud_kms',
    region: (name) => derive(name, ({ location }) => location),
    ofKey: ofGcp,
    createdAt: ({ created_at }) => created_at,
    tags: ({ labels }) => labels,
    versions: googleVersions,
  },
  access: accessToGoogleKey,
  reading: {
    // of each key three calls, of each key ring and of each project one policy
    expectedCalls({ names }) {
      const rings = new Set(names.map(ringOf)).size;
      const projects = new Set(names.map(({ project }) => project)).size;
      return names.length * 3 + rings + projects;
    },
    read: async (...given) => (await import('./read/read.ts')).readGoogleKeys(...given),
    callers: async (...given) => (await import('./read/caller.ts')).googleCallers(...given),
  },
  credentials: GOOGLE_CREDENTIALS,
  advice: { grant: googleGrant, host: googleHost },
  permissions: { list: GOOGLE_PERMISSIONS, document: googleDocument, howToGrant: howToGrantOnGoogle },
  limits: [
    {
      text: "Deny policies, VPC Service Controls, and bindings on folders and organizations on Google Cloud are not read; such a binding is taken as giving Confluent's group nothing.",
      onHolders: false,
    },
    {
      text: 'Bindings on folders and organizations on Google Cloud, and who may act as a service account or is in a group, are not read: others may hold a key by them.',
      onHolders: true,
    },
    {
      text: 'Google Cloud gives no history of primary versions: the order in which versions were created is taken for it.',
      onHolders: false,
    },
  ],
};
