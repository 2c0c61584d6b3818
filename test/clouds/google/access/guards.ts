import fc from 'fast-check';
import type { GoogleGuard } from '../../../../src/clouds/google/access/bindings.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { type Fact, unknown } from '../../../../src/facts/fact.ts';

export type Binding = Extract<GoogleGuard['policy'], { value: unknown }>['value'][number];

export const EMAIL = 'cck-plum@confluent.io';
export const POLICIES = ['policy', 'key_ring_policy', 'project_policy'] as const;
const ROLES = ['roles/cloudkms.admin', 'roles/cloudkms.cryptoKeyEncrypter', 'roles/viewer', 'apple', 'pear', 'cherry'];
const PERMISSIONS = [
  'cloudkms.cryptoKeyVersions.useToEncrypt',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeys.get',
  'cloudkms.cryptoKeys.setIamPolicy',
];

export const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '' });
export const unread = unknown('timeout', 'unread');
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value.map(fact) }, { weight: 1, arbitrary: fc.constant(unread) });

const members = fc.uniqueArray(fc.constantFrom(`group:${EMAIL}`, 'allUsers', 'allAuthenticatedUsers', 'user:pear@example.com'), {
  maxLength: 2,
});
export const binding = fc.record<Binding>({
  role: fc.constantFrom(...ROLES),
  members,
  condition: fc.option(
    fc.constantFrom(
      'weekday',
      'request.time < timestamp("2026-01-01T00:00:00Z")',
      'resource.name.endsWith("/cryptoKeys/plum")',
      'resource.type == "cloudkms.googleapis.com/KeyRing" || weekday',
    ),
    { freq: 3 },
  ),
});
const policy = maybe(fc.array(binding, { maxLength: 3 }));
const permissions = maybe(fc.array(fc.constantFrom(...PERMISSIONS), { maxLength: 3 }));
const NAME = parseGoogleKeyName('projects/orchard/locations/europe-west1/keyRings/confluent/cryptoKeys/plum');
export const guards = fc.record<GoogleGuard>({
  name: fc.constant(NAME),
  project: fc.constant(unread),
  as_of: fc.constant('2026-11-24T12:00:00Z'),
  policy,
  key_ring_policy: policy,
  project_policy: policy,
  roles: fc.record({ apple: permissions, pear: permissions }),
});
