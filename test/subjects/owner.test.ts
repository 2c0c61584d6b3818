import { describe, expect, test } from 'vitest';
import type { AwsKey } from '../../src/clouds/aws/snapshot.ts';
import { NOWHERE } from '../../src/report/place.ts';
import { subjectReporter } from '../../src/report/reported-subject.ts';
import { ownerBy } from '../../src/subjects/owner.ts';
import { ARN, awsKey, clusterOf, config, denied, keyOf, known, listed, onKey, orchard, registration, said } from './build.ts';

const WANTED = ['owner', 'team', 'contact'];
const ownerIn = (tags: Record<string, string>, wanted = WANTED) => {
  const { owner, owner_tag } = ownerBy(known(tags), wanted);
  return [said(owner), said(owner_tag)];
};

describe('the owner of a key by its tags', () => {
  test.each<[string, Record<string, string>, unknown[]]>([
    ['is the value of a tag of the configuration', { fruit: 'plum', owner: 'orchard' }, ['orchard', 'owner']],
    ['is that of the first one in the order of the configuration', { contact: 'c', team: 't', a: 'x' }, ['t', 'team']],
    ['is found in any case and with any separator', { 'O_w-n eR': 'orchard' }, ['orchard', 'O_w-n eR']],
    ['is not named by an empty tag', { owner: ' ', team: 'orchard' }, ['orchard', 'team']],
    ['is not there without such a tag', { ownership: 'orchard', '': 'plum' }, [null, null]],
    ['is not there without tags', {}, [null, null]],
    ['is not taken from what every object has', { constructor: 'plum' }, [null, null]],
    ['of two spellings is the first by code point', { owner: 'later', OWNER: 'first' }, ['first', 'OWNER']],
  ])('the owner %s', (_, tags, expected) => {
    expect(ownerIn(tags)).toEqual(expected);
  });

  test('the configuration says which tags name an owner', () => {
    expect(ownerIn({ owner: 'orchard', 'cost-center': '7' }, ['Cost Center'])).toEqual(['7', 'cost-center']);
    expect(ownerIn({ owner: 'orchard' }, [])).toEqual([null, null]);
  });

  test('the owner is unknown, with the cause, where the tags are', () => {
    expect(ownerBy(denied, WANTED).owner).toEqual(denied);
  });
});

describe('a key and its cluster', () => {
  const organization = (over: Partial<AwsKey>) =>
    orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-pear')], {
      keys: listed(registration('cck-apple'), registration('cck-pear', { kms: denied })),
      kms: { [ARN]: awsKey(over) },
    });
  const reported = subjectReporter({ rules: [] } as unknown as Parameters<typeof subjectReporter>[0], () => NOWHERE);

  test('a cluster has the owner of its key', () => {
    const of = organization({ tags: known({ Team: 'orchard' }) });
    const [key, cluster] = [keyOf(of, 'cck-apple'), clusterOf(of, 'lkc-apple')];
    expect([said(key.owner), said(key.owner_tag), said(cluster.key.owner)]).toEqual(['orchard', 'Team', 'orchard']);
    expect([key, cluster].map((subject) => reported({ subject, verdicts: [] }).subject.owner)).toEqual(['orchard', 'orchard']);
    expect(clusterOf(of, 'lkc-pear').key.owner).toEqual(denied);
    expect(keyOf(of, 'cck-apple', config({ owner_tags: ['garden'] })).owner).toMatchObject({ value: null });
  });

  test('of a key whose tags were refused the owner is unknown, and everything else is as before', () => {
    const before = keyOf(organization({ tags: known({ owner: 'orchard' }) }), 'cck-apple');
    const { owner, owner_tag, kms, ...rest } = keyOf(organization({ tags: denied }), 'cck-apple');
    expect([owner, owner_tag, kms.tags]).toEqual([denied, denied, denied]);
    const { owner: _, owner_tag: __, kms: all, ...others } = before;
    expect(rest).toEqual(others);
    expect({ ...kms, tags: null }).toEqual({ ...all, tags: null });
  });
});
