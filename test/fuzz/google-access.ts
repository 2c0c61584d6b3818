import assert from 'node:assert/strict';
import fc from 'fast-check';
import { googleAccess } from '../../src/clouds/google/access/access.ts';
import type { GoogleGuard } from '../../src/clouds/google/access/bindings.ts';
import { googleBeyondNeed, googlePublic } from '../../src/clouds/google/access/findings.ts';
import { isKnown } from '../../src/facts/fact.ts';
import { type Binding, EMAIL, fact, guards, POLICIES, unread } from '../clouds/google/access/guards.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

const OPERATORS = [
  '&&',
  '||',
  '!',
  '==',
  '!=',
  '<',
  '>=',
  '(',
  ')',
  '.',
  ',',
  '[',
  ']',
  '{',
  '?',
  ':',
  '-',
  '+',
  'in',
  'true',
  'false',
  'null',
];
const OPERANDS = [
  'resource.name',
  'resource.type',
  'resource.service',
  'request.time',
  'request.auth',
  '.startsWith("projects/")',
  '.endsWith("/cryptoKeys/plum")',
  '.extract("x")',
  '"a"',
  "'a'",
  '"\\""',
  '1',
  '1.5',
  'timestamp("2026-01-01T00:00:00Z")',
  'duration("1s")',
  'weekday',
  '__proto__',
  'r"""x"""',
  '\u0000',
];
/** Conditions of any tokens, among them some that are understood. */
const condition = fc.oneof(
  fc.array(fc.constantFrom(...OPERATORS, ...OPERANDS), { maxLength: 12 }).map((tokens) => tokens.join(' ')),
  fc.constantFrom(
    '('.repeat(2000),
    '!'.repeat(5000),
    'true && '.repeat(2000),
    `"${'a'.repeat(5000)}"`,
    'true',
    'false',
    'resource.name.startsWith("projects/orchard/")',
  ),
  hostileText,
);

/** A guard in which some texts of bindings are others. */
const garbled = fc
  .tuple(
    guards,
    fc.array(
      fc.record({ at: fc.nat(9), role: fc.option(hostileText), member: fc.option(hostileText), condition: fc.option(condition) }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([guard, edits]) =>
    each(guard, (bindings) =>
      bindings.map((one, at) => {
        const edit = edits.find((candidate) => candidate.at === at);
        return edit === undefined
          ? one
          : {
              role: edit.role ?? one.role,
              members: edit.member === null ? one.members : [...one.members, edit.member],
              condition: edit.condition ?? one.condition,
            };
      }),
    ),
  );

const certain = guards.map((guard) =>
  each(
    { ...guard, policy: isKnown(guard.policy) ? guard.policy : fact([]), key_ring_policy: fact([]), project_policy: fact([]) },
    (bindings) => bindings.filter(({ role }) => role === 'apple' || role === 'pear').map((one) => ({ ...one, condition: null })),
  ),
);

function each(guard: GoogleGuard, change: (bindings: Binding[]) => Binding[]): GoogleGuard {
  const changed = POLICIES.map((name) => {
    const policy = guard[name];
    return [name, isKnown(policy) ? { ...policy, value: change(policy.value) } : policy];
  });
  return { ...guard, ...Object.fromEntries(changed) };
}

const effectsIn = (guard: GoogleGuard) =>
  googleAccess(guard, EMAIL).map(({ permission, decision }) => ({ permission, effect: decision.effect }));

function check(guard: GoogleGuard): Outcome {
  const effects = effectsIn(guard);
  googleBeyondNeed(guard, EMAIL);
  googlePublic(guard);
  const assertNotMore = (less: GoogleGuard, message: string) => {
    for (const [at, { effect }] of effectsIn(less).entries())
      if (effect === 'granted') assert.equal(effects[at]?.effect, 'granted', message);
  };
  for (const name of POLICIES) {
    assertNotMore({ ...guard, [name]: unread }, 'a policy that was not read gave something');
    const policy = guard[name];
    if (!isKnown(policy)) continue;
    for (const [at, one] of policy.value.entries()) {
      assertNotMore({ ...guard, [name]: fact(policy.value.toSpliced(at, 1)) }, 'one binding less gave something');
      assertNotMore(
        { ...guard, [name]: fact(policy.value.with(at, { ...one, condition: 'weekday' })) },
        'a condition that is not understood gave something',
      );
    }
  }
  const all = each(guard, (bindings) => bindings.map((one) => ({ ...one, condition: 'weekday' })));
  assert.ok(
    effectsIn(all).every(({ effect }) => effect !== 'granted'),
    'a condition that is not understood was taken for one that holds',
  );
  for (const { permission, effect } of effects) {
    const expected = ruledOn(guard, permission);
    if (expected !== null) assert.equal(effect, expected, permission);
  }
  return effects.some(({ effect }) => effect === 'undetermined') ? 'refused' : 'accepted';
}

const WHO = [`group:${EMAIL}`, 'allUsers', 'allAuthenticatedUsers'];

/** By the definition of bindings; null where something is in doubt. */
function ruledOn(guard: GoogleGuard, permission: string): string | null {
  const policies = POLICIES.map((name) => guard[name]);
  if (!policies.every(isKnown)) return null;
  const bindings = policies.flatMap((policy) => (isKnown(policy) ? policy.value : []));
  const roles = new Map(Object.entries(guard.roles));
  if (
    bindings.some(
      ({ role, members, condition }) =>
        condition !== null ||
        !isKnown(roles.get(role) ?? unread) ||
        members.some((member) => ![...WHO, 'user:pear@example.com'].includes(member)),
    )
  )
    return null;
  const isGiven = bindings.some(({ role, members }) => {
    const permissions = roles.get(role) ?? unread;
    return isKnown(permissions) && permissions.value.includes(permission) && members.some((member) => WHO.includes(member));
  });
  return isGiven ? 'granted' : 'not_granted';
}

export const googleBindings = target({
  name: 'google-access',
  holds:
    'bindings are evaluated as a small evaluator does where nothing is in doubt, and what is less, unread or not understood gives nothing',
  cases: fc.oneof({ weight: 2, arbitrary: certain }, { weight: 2, arbitrary: guards }, { weight: 3, arbitrary: garbled }),
  stored: asJson<GoogleGuard>(),
  check,
});
