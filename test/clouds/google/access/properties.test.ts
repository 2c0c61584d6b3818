import fc from 'fast-check';
import { expect, test } from 'vitest';
import { googleAccess } from '../../../../src/clouds/google/access/access.ts';
import type { GoogleGuard } from '../../../../src/clouds/google/access/bindings.ts';
import { googleBeyondNeed, googlePublic } from '../../../../src/clouds/google/access/findings.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { type Fact, unknown } from '../../../../src/facts/fact.ts';

type Binding = Extract<GoogleGuard['policy'], { value: unknown }>['value'][number];

const EMAIL = 'cck-plum@confluent.io';
const POLICIES = ['policy', 'key_ring_policy', 'project_policy'] as const;
const ROLES = ['roles/cloudkms.admin', 'roles/cloudkms.cryptoKeyEncrypter', 'roles/viewer', 'apple', 'pear', 'cherry'];
const PERMISSIONS = [
  'cloudkms.cryptoKeyVersions.useToEncrypt',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'cloudkms.cryptoKeys.get',
  'cloudkms.cryptoKeys.setIamPolicy',
];

const fact = <T>(value: T): Fact<T> => ({ value, source: 'test', observed_at: '' });
const unread = unknown('timeout', 'unread');
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value.map(fact) }, { weight: 1, arbitrary: fc.constant(unread) });

const members = fc.uniqueArray(fc.constantFrom(`group:${EMAIL}`, 'allUsers', 'allAuthenticatedUsers', 'user:pear@example.com'), {
  maxLength: 2,
});
const binding = fc.record<Binding>({
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
const guards = fc.record<GoogleGuard>({
  name: fc.constant(NAME),
  project: fc.constant(unread),
  as_of: fc.constant('2026-11-24T12:00:00Z'),
  policy,
  key_ring_policy: policy,
  project_policy: policy,
  roles: fc.record({ apple: permissions, pear: permissions }),
});

const effects = (guard: GoogleGuard) => googleAccess(guard, EMAIL).map(({ decision }) => decision.effect);
const each = (guard: GoogleGuard, change: (bindings: Binding[]) => Binding[]): GoogleGuard => {
  const changed = Object.fromEntries(
    POLICIES.map((name) => {
      const policy = guard[name];
      return [name, 'value' in policy ? { ...policy, value: change(policy.value) } : policy];
    }),
  );
  return { ...guard, ...changed };
};

test('another binding never removes a permission or a finding', () => {
  fc.assert(
    fc.property(guards, binding, (guard, more) => {
      const larger = each(guard, (bindings) => [...bindings, more]);
      const after = effects(larger);
      for (const [index, effect] of effects(guard).entries()) if (effect === 'granted') expect(after[index]).toBe('granted');
      expect(googleBeyondNeed(larger, EMAIL).found).toEqual(expect.arrayContaining(googleBeyondNeed(guard, EMAIL).found));
      expect(googlePublic(larger).found).toEqual(expect.arrayContaining(googlePublic(guard).found));
    }),
  );
});

test('the order of bindings, members and permissions changes only the order of findings', () => {
  const sorted = ({ found, undetermined }: ReturnType<typeof googlePublic>) => [
    found.toSorted(),
    undetermined.map(({ detail }) => detail).toSorted(),
  ];
  fc.assert(
    fc.property(guards, (guard) => {
      const other = each(guard, (bindings) =>
        bindings.map((one) => ({ ...one, members: one.members.toReversed() })).toReversed(),
      );
      const roles = Object.fromEntries(
        Object.entries(guard.roles).map(([name, role]) => [
          name,
          'value' in role ? { ...role, value: role.value.toReversed() } : role,
        ]),
      );
      const turned = { ...other, roles };
      expect(effects(turned)).toEqual(effects(guard));
      expect(sorted(googleBeyondNeed(turned, EMAIL))).toEqual(sorted(googleBeyondNeed(guard, EMAIL)));
      expect(sorted(googlePublic(turned))).toEqual(sorted(googlePublic(guard)));
    }),
  );
});

test('bindings that are split by member give the same decision', () => {
  fc.assert(
    fc.property(guards, (guard) => {
      const split = each(guard, (bindings) =>
        bindings.flatMap((one) => one.members.map((member) => ({ ...one, members: [member] }))),
      );
      expect(googleAccess(split, EMAIL)).toEqual(googleAccess(guard, EMAIL));
      expect(googleBeyondNeed(split, EMAIL)).toEqual(googleBeyondNeed(guard, EMAIL));
      expect(googlePublic(split)).toEqual(googlePublic(guard));
    }),
  );
});

test('hiding a fact makes no permission, no refusal and no answer that all is well', () => {
  fc.assert(
    fc.property(guards, fc.constantFrom(...POLICIES, 'roles' as const), (guard, part) => {
      const less: GoogleGuard = { ...guard, [part]: part === 'roles' ? {} : unread };
      const before = effects(guard);
      for (const [index, effect] of effects(less).entries()) {
        if (effect !== 'undetermined') expect([effect, 'undetermined']).toContain(before[index]);
      }
      for (const find of [(one: GoogleGuard) => googleBeyondNeed(one, EMAIL), googlePublic]) {
        const { found, undetermined } = find(less);
        expect(find(guard).found).toEqual(expect.arrayContaining(found));
        if (found.length < find(guard).found.length) expect(undetermined.length).toBeGreaterThan(0);
      }
    }),
  );
});
