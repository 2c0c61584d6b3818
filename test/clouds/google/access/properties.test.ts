import fc from 'fast-check';
import { expect, test } from 'vitest';
import { googleAccess } from '../../../../src/clouds/google/access/access.ts';
import type { GoogleGuard } from '../../../../src/clouds/google/access/bindings.ts';
import { googleBeyondNeed, googlePublic } from '../../../../src/clouds/google/access/findings.ts';
import { type Binding, binding, EMAIL, guards, POLICIES, unread } from './guards.ts';

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
