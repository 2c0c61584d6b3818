import { expect, test } from 'vitest';
import { FACTS } from '../../src/facts/register.ts';
import { profileFacts, valueInWords } from '../../src/report/message.ts';

const read = (value: unknown, more?: number) => ({
  ...{ value, source: 'aws:kms:DescribeKey', observed_at: '2026-11-24T12:00:00.000Z' },
  ...(more === undefined ? {} : { more }),
});

test.each<[string, string, string, unknown, string]>([
  ['a yes', 'cluster', 'deletion_protection', true, 'yes'],
  ['a no', 'cluster', 'deletion_protection', false, 'no'],
  ['a number of days, with its unit', 'key', 'kms.days_to_deletion', 10, '10 days'],
  ['a single day', 'key', 'kms.days_to_deletion', 1, '1 day'],
  ['a fraction of days, to a tenth', 'key', 'kms.expires_in_days', 3.27, '3.3 days'],
  ['days that are past', 'key', 'kms.expires_in_days', -2, '2 days ago'],
  ['a number of anything else', 'key', 'kiwi', 3, '3'],
  ['that there is none', 'key', 'kms.days_to_deletion', null, 'none'],
  ['an enumeration of ours, in words', 'key', 'kms.state', 'pending_deletion', 'pending deletion'],
  ['an enumeration of an API, as it has it', 'key', 'confluent_state', 'IN_USE', 'IN_USE'],
  ['a name with underscores and more, as it is', 'key', 'owner', 'team_fig-1', 'team_fig-1'],
  ['tags, each with its value', 'key', 'kms.tags', { team: 'fig', stage: 'prod' }, 'team: fig and stage: prod'],
  ['no tags', 'key', 'kms.tags', {}, 'none'],
  ['a list, whole', 'key', 'clusters', ['lkc-1', 'lkc-2', 'lkc-3', 'lkc-4'], 'lkc-1, lkc-2, lkc-3, lkc-4'],
])('evidence shows %s', (_, type, name, value, words) => {
  expect(valueInWords(type, name, read(value))).toBe(words);
});

test('evidence shows of a list how many more there are than it names', () => {
  expect(valueInWords('key', 'clusters', read(['lkc-1', 'lkc-2'], 3))).toBe('lkc-1, lkc-2 and 3 more');
});

test('that it is proven whether a key is open to everybody does not read as a yes', () => {
  const [words, value] = [
    FACTS.key.get('access.public_decided')?.words,
    valueInWords('key', 'access.public_decided', read(true)),
  ];
  expect(`${words}: ${value}`).toBe('whether the key is open to everybody: could be determined');
});

test('a proof that no other cluster used the key says no, since its words ask whether one did', () => {
  const { words } = FACTS.cluster.get('key.never_used_before') ?? {};
  const said = (value: boolean) => `${words}: ${valueInWords('cluster', 'key.never_used_before', read(value))}`;
  expect(said(true)).toBe('whether another cluster used the key before: no');
  expect(said(false)).toBe('whether another cluster used the key before: yes');
});

test('a fact that is either proven or unknown reads yes only where its words ask whether all was seen', () => {
  const proofs = Object.entries(FACTS).flatMap(([type, facts]) =>
    [...facts].flatMap(([name, { said, words }]) => (said?.true === undefined ? [] : [{ type, name, words }])),
  );
  expect(proofs.length).toBeGreaterThan(10);
  for (const { type, name, words } of proofs)
    expect(valueInWords(type, name, read(true)) === 'yes', `${type} ${name}`).toBe(
      /^whether every cluster .* was seen$|^whether everybody .* is known$/.test(words),
    );
});

test('the facts that describe a subject are those that every report has of it, in the order in which they are declared', () => {
  for (const [type, facts] of Object.entries(FACTS)) {
    const names = profileFacts(type);
    expect(names).toEqual([...facts.keys()].filter((name) => names.includes(name)));
    for (const [name, { profile }] of facts) expect(names.includes(name)).toBe(profile !== undefined);
  }
  expect(profileFacts('key')).toEqual(
    expect.arrayContaining([
      'kms.state',
      'kms.origin',
      'kms.protection_level',
      'kms.created_at',
      'kms.last_rotation_at',
      'kms.expires_at',
    ]),
  );
  expect([profileFacts('organization'), profileFacts('kiwi')]).toEqual([[], []]);
});
