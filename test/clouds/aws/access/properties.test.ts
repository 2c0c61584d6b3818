import fc from 'fast-check';
import { expect, it } from 'vitest';
import { awsAccess, awsBeyondNeed } from '../../../../src/clouds/aws/access/access.ts';
import { AWS_NEEDED } from '../../../../src/clouds/aws/access/action.ts';
import { awsPublic } from '../../../../src/clouds/aws/access/public.ts';
import type { AwsGrant } from '../../../../src/clouds/aws/access/ruling.ts';
import { allow, decision, effect, guard, guardOf, policyOf, ROLE } from './guard.ts';
import { allowing, FAILS, grants, HOLDS, IN_DOUBT, naiveMatch, type Statement, statementOf, statements } from './statements.ts';

const effects = (list: object[], held: AwsGrant[] = []) =>
  awsAccess(guardOf(policyOf(...list), held), [ROLE]).map((each) => each.decision.effect);

it('one more Allow never removes a permission', () => {
  fc.assert(
    fc.property(statements, grants, statementOf(fc.constant('Allow')), (list, held, more) => {
      const before = effects(list, held);
      const after = effects([...list, more], held);
      for (const [at, was] of before.entries()) if (was === 'granted') expect(after[at]).toBe('granted');
    }),
  );
});

it('one more Deny never adds a permission', () => {
  fc.assert(
    fc.property(statements, grants, statementOf(fc.constant('Deny')), (list, held, more) => {
      const before = effects(list, held);
      const after = effects([...list, more], held);
      for (const [at, was] of before.entries()) if (was !== 'granted') expect(after[at]).not.toBe('granted');
    }),
  );
});

it('the order of statements does not change the decision', () => {
  const twoOrders = statements.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(twoOrders, grants, ([list, shuffled], held) => {
      expect(effects(shuffled, held)).toEqual(effects(list, held));
    }),
  );
});

it('spreading actions and principals over several statements does not change the decision', () => {
  const byAction = (each: Statement): Statement[] => each.Action.map((name) => ({ ...each, Action: [name] }));
  const byPrincipal = (each: Statement): Statement[] =>
    each.Principal === '*' ? [each] : each.Principal.AWS.map((AWS) => ({ ...each, Principal: { AWS: [AWS] } }));
  fc.assert(
    fc.property(statements, grants, (list, held) => {
      expect(effects(list.flatMap(byAction), held)).toEqual(effects(list, held));
      expect(effects(list.flatMap(byPrincipal), held)).toEqual(effects(list, held));
      expect(effects(list.flatMap(byPrincipal).flatMap(byAction), held)).toEqual(effects(list, held));
    }),
  );
});

it('wildcards in actions match as AWS defines them', () => {
  /** A permission with some of its characters replaced: by `?`, by `*`, or by other case. */
  const pattern = fc.tuple(
    fc.constantFrom(...AWS_NEEDED),
    fc.array(fc.tuple(fc.nat(40), fc.nat(6), fc.constantFrom('*', '?', '', 'E', 'x')), { maxLength: 4 }),
  );
  fc.assert(
    fc.property(pattern, fc.constantFrom(...AWS_NEEDED), ([from, edits], permission) => {
      const Action = edits.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), from);
      // a text without either is no action, and not understood
      fc.pre(/[:*?]/.test(Action));
      expect(effect(guard(allow({ Action })), permission)).toBe(naiveMatch(Action, permission) ? 'granted' : 'not_granted');
    }),
    { numRuns: 1000 },
  );
});

it('without doubts the decision is that of a two-valued evaluation', () => {
  const plain = fc.array(
    statementOf(allowing, [{}, HOLDS, FAILS]).filter((each) => !JSON.stringify(each).includes('assumed-role')),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(plain, (list) => {
      for (const permission of AWS_NEEDED) {
        const applying = list.filter(
          ({ Principal, Action, Resource, Condition }) =>
            (Principal === '*' || Principal.AWS.includes(ROLE) || Principal.AWS.includes('222222222222')) &&
            Action.some((each) => naiveMatch(each, permission)) &&
            !Resource.endsWith('plum') &&
            Condition !== FAILS,
        );
        const granted = applying.some(({ Effect }) => Effect === 'Allow') && applying.every(({ Effect }) => Effect === 'Allow');
        expect(effect(guard(...list), permission)).toBe(granted ? 'granted' : 'not_granted');
      }
    }),
  );
});

it('a certain decision holds however its doubts turn out', () => {
  const resolved = fc.tuple(statements, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }));
  fc.assert(
    fc.property(resolved, grants, ([list, turns], held) => {
      const before = effects(list, held);
      const turned = effects(
        list.map((each, at) => (each.Condition === IN_DOUBT ? { ...each, Condition: turns[at] ? HOLDS : FAILS } : each)),
        held,
      );
      for (const [at, was] of before.entries()) if (was !== 'undetermined') expect([was, 'undetermined']).toContain(turned[at]);
    }),
    { numRuns: 500 },
  );
});

it('a policy that is not JSON leaves every decision undetermined', () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc.oneof(
    fc.string().filter((text) => !isJson(text)),
    fc.tuple(statements, fc.nat()).map(([list, cut]) => policyOf(...list).slice(0, cut % policyOf(...list).length)),
  );
  fc.assert(
    fc.property(broken, (text) => {
      expect(decision(guardOf(text))).toMatchObject({ effect: 'undetermined', why: { cause: 'malformed' } });
    }),
  );
});

it('a decision that rests on unknown elements is undetermined', () => {
  const known = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
  const element = fc
    .oneof(fc.constantFrom('action', 'RESOURCE', 'Conditions', '__proto__', 'constructor'), fc.string())
    .filter((name) => !known.includes(name));
  fc.assert(
    fc.property(element, fc.jsonValue(), (name, value) => {
      const text = JSON.stringify(allow()).replace('{', `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
      expect(effect(guardOf(`{"Statement":[${text}]}`))).toBe('undetermined');
      if (!['Id', 'Version', 'Statement'].includes(name)) {
        expect(
          effect(guardOf(`{${JSON.stringify(name)}:${JSON.stringify(value)},"Statement":[${JSON.stringify(allow())}]}`)),
        ).toBe('undetermined');
      }
    }),
  );
});

it('any JSON is accepted as a policy without an exception, and grants nothing', () => {
  const like = fc.record(
    {
      Version: fc.constantFrom('2012-10-17', '2008-10-17'),
      Statement: fc.array(
        fc.record(
          {
            Effect: fc.jsonValue(),
            Principal: fc.jsonValue(),
            Action: fc.jsonValue(),
            Resource: fc.jsonValue(),
            Condition: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        like.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        expect(effect(guardOf(text))).not.toBe('granted');
        expect(awsPublic(guardOf(text)).found).toEqual([]);
        expect(awsBeyondNeed(guardOf(text), [ROLE]).found).toEqual([]);
      },
    ),
  );
});

it('a hostile pattern is matched without delay', () => {
  const started = performance.now();
  expect(effect(guard(allow({ Action: `${'*a'.repeat(5000)}*b`, Resource: `arn:${'*:'.repeat(5000)}` })))).toBe('not_granted');
  expect(performance.now() - started).toBeLessThan(1000);
});
