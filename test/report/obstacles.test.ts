import { expect, test } from 'vitest';
import type { Unknown } from '../../src/facts/fact.ts';
import { withObstacles } from '../../src/report/obstacles.ts';
import type { ReportedVerdict } from '../../src/report/schema.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { verdictOn } from './reports.ts';

const ARN = 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000001';

/** An unknown verdict on a key, and what the facts say that it lacks. */
function waiting(id: string, facts: Record<string, Unknown>, { rule = 'key.rotated', kms_name = ARN } = {}) {
  const verdict = verdictOn(rule, id, {
    status: 'unknown',
    unknown: {
      cause: Object.values(facts)[0]?.cause ?? 'denied',
      facts: Object.entries(facts).map(([fact, { cause, call = null, permission = null, detail }]) => ({
        ...{ fact, cause, call, permission, detail },
      })),
    },
  });
  const subject = {
    ...blankSubject({ type: 'key', id, name: null, environment: null }),
    cloud: 'aws',
    kms_name,
    facts: Object.fromEntries(Object.entries(facts).map(([fact, unknown]) => [fact, { unknown }])),
  };
  return { verdict, subject };
}

const denied = (operation: string, target = 'apple'): Unknown => ({
  cause: 'denied',
  source: `aws:kms:${operation}`,
  call: `kms:${operation} ${target}`,
  permission: `kms:${operation}`,
  detail: 'the orchard is closed',
});

function grouped(...all: ReturnType<typeof waiting>[]) {
  const found = new Map(all.map(({ subject }) => [subject.id, subject]));
  return withObstacles<ReportedVerdict>(
    all.map(({ verdict }) => verdict),
    {
      subjectOf: ({ id }) => found.get(id) ?? blankSubject({ type: 'key', id, name: null, environment: null }),
      rules: new Map([['key.rotated', { subject_type: 'key' }]]),
      partsOf: () => ({}),
    },
  );
}

test('one missing permission on many keys is one obstacle, with a few of the keys and one statement', () => {
  const keys = Array.from({ length: 200 }, (_, index) =>
    waiting(`cck-${index}`, {
      'kms.present': denied('DescribeKey', `key ${index}`),
      'kms.state': denied('DescribeKey', `key ${index}`),
    }),
  );
  const { obstacles, verdicts } = grouped(...keys);
  expect(obstacles).toHaveLength(1);
  expect(obstacles[0]).toMatchObject({ source: 'aws:kms:DescribeKey', verdicts: 200, subjects: { key: 200 } });
  expect(obstacles[0]?.examples).toHaveLength(3);
  expect(JSON.parse(obstacles[0]?.remedy.paste[0]?.text ?? '')).toEqual({
    Sid: 'ByokAuditIdentityDescribeKey',
    Effect: 'Allow',
    Action: 'kms:DescribeKey',
    Resource: [ARN],
  });
  expect(verdicts.flatMap(({ unknown }) => unknown?.facts ?? []).every(({ obstacle }) => obstacle === 0)).toBe(true);
});

test('keys of many accounts are granted account by account, and where these are many too, by the reader', () => {
  const inAccounts = (count: number) =>
    grouped(
      ...Array.from({ length: count }, (_, index) =>
        waiting(
          `cck-${index}`,
          { present: denied('GetKeyPolicy') },
          { kms_name: ARN.replace('111122223333', `${111122220000 + (index % 11)}`).replace(/1$/, `${index % 10}`) },
        ),
      ),
    ).obstacles[0]?.remedy.paste.map(({ text }) => text);
  expect(inAccounts(2)?.[0]).toContain(':111122220001:key/0');
  expect(inAccounts(40)?.[0]).toContain('arn:aws:kms:*:ACCOUNT_ID:key/*');
  expect(inAccounts(2)?.[2]).toContain('"111122220001": {role_arn: "arn:aws:iam::111122220001:role/ROLE_NAME"}');
});

test('a verdict that needs two calls counts with each, and that which holds up most comes first', () => {
  const [look, taste] = [denied('DescribeKey'), denied('ListGrants')];
  const { obstacles, verdicts } = grouped(
    waiting('cck-a', { 'kms.present': look, access: taste }),
    waiting('cck-b', { access: taste }),
  );
  expect(obstacles.map(({ source, verdicts: count }) => [source, count])).toEqual([
    ['aws:kms:ListGrants', 2],
    ['aws:kms:DescribeKey', 1],
  ]);
  expect(verdicts[0]?.unknown?.facts.map(({ obstacle }) => obstacle)).toEqual([1, 0]);
});

test('missing credentials are one obstacle of a cloud, which says what to set', () => {
  const none = (detail: string): Unknown => ({
    cause: 'not_collected',
    source: 'aws:credentials',
    call: 'AWS credentials',
    detail,
  });
  const { obstacles } = grouped(
    waiting('cck-a', { present: none('there are none') }),
    waiting('cck-b', { present: none('they expired') }),
  );
  expect(obstacles).toHaveLength(1);
  expect(obstacles[0]?.remedy.text).toContain('AWS_PROFILE');
});

test('a refusal that no permission would mend names the network, and never a role to grant', () => {
  const closed: Unknown = {
    cause: 'denied',
    source: 'azure:keyvault:GetKey',
    call: 'keyvault:GetKey citrus/lemon',
    detail: 'firewall',
  };
  const [obstacle] = grouped(waiting('cck-a', { present: closed })).obstacles;
  expect(obstacle?.remedy.text).toContain('private endpoint');
  expect(obstacle?.remedy.cli).toEqual([]);
});

test('what is said of a fact is for its own cloud, and an entry to attest it names the rule and the key', () => {
  const told: Unknown = { cause: 'unsupported', detail: 'nobody says' };
  const [obstacle] = grouped(waiting('cck-a', { 'kms.material': told })).obstacles;
  expect(obstacle?.remedy.text).toContain('how the key material was made');
  expect(obstacle?.remedy.paste[0]?.text).toContain('rule: key.rotated\n    resource: cck-a');
});

test('a report of before calls had a source is grouped by permission', () => {
  const old = (target: string): Unknown => {
    const { source: _, ...rest } = denied('ListGrants', target);
    return rest;
  };
  const { obstacles } = grouped(waiting('cck-a', { access: old('apple') }), waiting('cck-b', { access: old('pear') }));
  expect(obstacles.map(({ permission, verdicts }) => [permission, verdicts])).toEqual([['kms:ListGrants', 2]]);
  expect(obstacles[0]?.remedy.paste[0]?.text).toContain('"Action": "kms:ListGrants"');
});

test('a verdict that was determined waits for nothing', () => {
  const { obstacles } = withObstacles([verdictOn('cluster.ripe', 'lkc-apple', { status: 'pass' })], {
    subjectOf: () => blankSubject({ type: 'cluster', id: 'lkc-apple', name: null, environment: null }),
    rules: new Map(),
    partsOf: () => ({}),
  });
  expect(obstacles).toEqual([]);
});
