import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { awsAccess, awsBeyondNeed, awsOptionalMissing } from '../../src/clouds/aws/access/access.ts';
import { AWS_NEEDED } from '../../src/clouds/aws/access/action.ts';
import { awsHolders } from '../../src/clouds/aws/access/holders.ts';
import { awsPublic, awsPublicReads } from '../../src/clouds/aws/access/public.ts';
import { isRecord, jsonIn } from '../../src/input/is-record.ts';
import { guardOf, KEY, policyOf, ROLE } from '../clouds/aws/access/guard.ts';
import { FAILS, HOLDS, naiveMatch, type Statement, statements } from '../clouds/aws/access/statements.ts';
import { changedJson } from './documents.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

/** Policies as the fixtures have them, of keys whose policy is written out. */
const FIXTURES = ['clean-aws', 'demo'].flatMap((scenario) =>
  policiesIn(parse(readFileSync(join(import.meta.dirname, `../../fixtures/${scenario}/aws.yaml`), 'utf8'))),
);

function policiesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(policiesIn);
  if (!isRecord(value)) return [];
  return 'Statement' in value ? [value] : Object.values(value).flatMap(policiesIn);
}

const ALLOWS = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'Use', Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:*', Resource: '*', Condition: HOLDS }],
};
const CONDITIONS = [
  'StringEquals',
  'StringLike',
  'Bool',
  'ArnLike',
  'NumericLessThan',
  'DateGreaterThan',
  'IpAddress',
  'Null',
  'ForAllValues:StringEquals',
  'StringEqualsIfExists',
].map((operator) => ({
  ...ALLOWS,
  Statement: [
    { ...ALLOWS.Statement[0], Condition: { [operator]: { 'kms:CallerAccount': ['222222222222'], 'aws:PrincipalArn': ROLE } } },
    { Effect: 'Deny', Principal: '*', NotAction: ['kms:Decrypt'], NotResource: KEY, Condition: HOLDS },
  ],
}));

const cases = fc.oneof(
  { weight: 3, arbitrary: statements.map((list) => policyOf(...list)) },
  { weight: 3, arbitrary: statements.chain((list) => changedJson([{ Version: '2012-10-17', Statement: list }], [''])) },
  { weight: 4, arbitrary: changedJson([ALLOWS, ...CONDITIONS, ...FIXTURES], ['', '\n']) },
  { weight: 1, arbitrary: hostileText },
);

const effectsOf = (policy: string): string[] => awsAccess(guardOf(policy), [ROLE]).map(({ decision }) => decision.effect);

const DENY = { Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' };
/** No request is known to satisfy it. */
const UNHEARD = { OfOrchards: { 'orchard:Fruit': 'apple' } };

function check(policy: string): Outcome {
  const effects = effectsOf(policy);
  for (const effect of effects) assert.ok(['granted', 'not_granted', 'undetermined'].includes(effect), effect);
  const guard = guardOf(policy);
  awsBeyondNeed(guard, [ROLE]);
  awsPublic(guard);
  awsPublicReads(guard);
  awsOptionalMissing(guard, [ROLE]);
  awsHolders(guard, { confluent: [ROLE], unnamed: null, trusted: null });
  const document = jsonIn(policy);
  const list: unknown = isRecord(document) ? document.Statement : undefined;
  if (!isRecord(document) || !Array.isArray(list)) {
    assert.ok(!effects.includes('granted') || isRecord(list));
    return effects.includes('undetermined') ? 'refused' : 'accepted';
  }
  const having = (Statement: unknown[]) => effectsOf(JSON.stringify({ ...document, Statement }));
  // of a key that stands twice the last is taken
  const before = having(list);
  assertNotMore(having([...list, DENY]), before, 'a Deny gave something', true);
  for (const [at, one] of list.entries()) {
    if (!isRecord(one) || one.Effect !== 'Allow') continue;
    if (list.length > 1) assertNotMore(having(list.toSpliced(at, 1)), before, 'one Allow less gave something');
    assertNotMore(
      having(list.with(at, { ...one, Condition: UNHEARD })),
      before,
      'a condition that is not understood gave something',
    );
  }
  const unproven = list.map((one) => (isRecord(one) && one.Effect === 'Allow' ? { ...one, Condition: UNHEARD } : one));
  assert.ok(!having(unproven).includes('granted'), 'a condition that is not understood was taken for one that holds');
  const plain = list.filter(isPlain);
  if (
    plain.length === list.length &&
    list.length > 0 &&
    Object.keys(document).every((key) => ['Version', 'Statement'].includes(key)) &&
    document.Version === '2012-10-17' &&
    JSON.stringify(document) === policy
  )
    assert.deepEqual(
      effects,
      AWS_NEEDED.map((permission) => ruledOn(plain, permission)),
    );
  return effects.includes('undetermined') ? 'refused' : 'accepted';
}

/** What is granted was granted before. @param none whether nothing may be granted at all */
function assertNotMore(after: readonly string[], before: readonly string[], message: string, none = false): void {
  for (const [at, effect] of after.entries()) if (effect === 'granted') assert.ok(before[at] === 'granted' && !none, message);
}

/** Whether a statement has a form in which nothing is in doubt, and a small evaluator knows all. */
function isPlain(statement: unknown): statement is Statement {
  if (!isRecord(statement)) return false;
  const { Effect, Principal, Action, Resource, Condition, ...rest } = statement;
  const texts = (value: unknown): string[] | null =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string') ? value : null;
  const principals =
    Principal === '*' ? [] : isRecord(Principal) && Object.keys(Principal).length === 1 ? texts(Principal.AWS) : null;
  return (
    Object.keys(rest).length === 0 &&
    (Effect === 'Allow' || Effect === 'Deny') &&
    principals?.every((one) => [ROLE, '222222222222', '333333333333', 'AROAEXAMPLEAPPLE'].includes(one)) === true &&
    texts(Action)?.every((one) => /^([a-z0-9]+:[A-Za-z*?]+|\*)$/i.test(one)) === true &&
    ['*', 'arn:aws:kms:*', KEY, 'arn:aws:kms:eu-west-1:000000000000:key/plum'].includes(String(Resource)) &&
    [{}, HOLDS, FAILS].some((known) => JSON.stringify(known) === JSON.stringify(Condition))
  );
}

/** By the definition: an Allow that applies, and no Deny that does. */
function ruledOn(list: readonly Statement[], permission: string): string {
  const applying = list.filter(
    ({ Principal, Action, Resource, Condition }) =>
      (Principal === '*' || Principal.AWS.includes(ROLE) || Principal.AWS.includes('222222222222')) &&
      Action.some((one) => naiveMatch(one, permission)) &&
      !Resource.endsWith('plum') &&
      JSON.stringify(Condition) !== JSON.stringify(FAILS),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow') ? 'granted' : 'not_granted';
}

export const awsPolicy = target({
  name: 'aws-policy',
  holds:
    'a key policy is evaluated as a small evaluator does where nothing is in doubt, and what denies, is less or is not understood gives nothing',
  cases,
  stored: asJson<string>(),
  check,
});
