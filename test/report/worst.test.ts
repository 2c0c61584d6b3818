import { describe, expect, test } from 'vitest';
import type { ReportedSubject, ReportedVerdict } from '../../src/report/schema.ts';
import { worstIn } from '../../src/report/worst.ts';
import { someSubject, verdictOn } from './reports.ts';

type About = Partial<ReportedSubject>;

const cluster = (id: string, about: About = {}): ReportedSubject => ({
  ...someSubject,
  type: 'cluster',
  id,
  name: null,
  ...about,
});
const key = (id: string, about: About = {}): ReportedSubject => ({
  ...cluster(id),
  ...{ type: 'key', kms_name: `arn:${id}`, production: true, clusters: [] },
  ...about,
});
const fails = (rule: string, id: string, headline: string | null, more: Partial<ReportedVerdict> = {}) => ({
  ...verdictOn(rule, id, { status: 'fail', message: `It says ${rule}.` }),
  ...{ headline, evidence: [] },
  ...more,
});
const days = (value: number): About => ({ facts: { 'kms.days_to_deletion': { value, source: 0 } } });
const DATED = { evidence: ['kms.days_to_deletion'] };

const worst = (subjects: ReportedSubject[], verdicts: ReportedVerdict[]) => worstIn({ subjects, verdicts });
const ids = (subjects: ReportedSubject[], verdicts: ReportedVerdict[]) =>
  worst(subjects, verdicts).items.map(({ subject }) => subject.id);

describe('what fails is put together by key', () => {
  test('the failures of a key and of the clusters on it are one item, and name its clusters', () => {
    const subjects = [
      key('cck-fig', { name: 'Ledger', clusters: ['lkc-fig', 'lkc-pear'], more_clusters: 3, ...days(10.5) }),
      cluster('lkc-fig', { name: 'ledger-eu', key: 'cck-fig' }),
      cluster('lkc-pear', { key: 'cck-fig' }),
    ];
    const verdicts = [
      fails('cluster.ripe', 'lkc-fig', 'has its key elsewhere'),
      fails('cluster.ripe', 'lkc-pear', 'has its key elsewhere'),
      fails('key.sound', 'cck-fig', 'is destroyed in 10 days', DATED),
    ];
    expect(worst(subjects, verdicts)).toEqual({
      count: 1,
      items: [
        {
          ...{ subject: { type: 'key', id: 'cck-fig' }, name: 'Ledger', production: true, severity: 'critical', days: 10.5 },
          headlines: [
            { rule: 'key.sound', severity: 'critical', text: 'is destroyed in 10 days' },
            {
              rule: 'cluster.ripe',
              severity: 'high',
              text: 'encrypts cluster ledger-eu, which has its key elsewhere (1 more likewise)',
            },
          ],
          more_headlines: 0,
          clusters: [
            { id: 'lkc-fig', name: 'ledger-eu' },
            { id: 'lkc-pear', name: null },
          ],
          ...{ more_clusters: 3, verdicts: 3 },
        },
      ],
    });
  });

  test('two registrations of one KMS key are one item, with what fails on the clusters of both', () => {
    const same = { kms_name: 'arn:fig', clusters: ['lkc-fig'] };
    const subjects = [key('cck-2', same), key('cck-1', same), cluster('lkc-fig', { key: 'cck-2' })];
    const verdicts = [
      fails('key.sound', 'cck-2', 'is gone'),
      fails('key.sound', 'cck-1', 'is gone'),
      fails('cluster.ripe', 'lkc-fig', 'is'),
    ];
    expect(worst(subjects, verdicts)).toMatchObject({ count: 1, items: [{ subject: { id: 'cck-1' }, verdicts: 3 }] });
  });

  test('what fails on a cluster whose key was not listed is said of the key, which has no name', () => {
    const subjects = [cluster('lkc-fig', { key: 'cck-lost', kms_name: null, production: false })];
    expect(worst(subjects, [fails('cluster.ripe', 'lkc-fig', 'uses a lost key')]).items).toMatchObject([
      {
        ...{ subject: { type: 'key', id: 'cck-lost' }, name: null, production: false },
        clusters: [{ id: 'lkc-fig', name: null }],
        headlines: [{ text: 'encrypts cluster lkc-fig, which uses a lost key' }],
      },
    ]);
  });

  test('a cluster on no key of its own and an environment are items themselves', () => {
    const subjects = [cluster('lkc-fig'), { ...cluster('env-1'), type: 'environment' }];
    const verdicts = [fails('cluster.ripe', 'lkc-fig', 'is open'), fails('environment.x', 'env-1', 'leaks')];
    const { items } = worst(subjects, verdicts);
    expect(items.map(({ subject, headlines, clusters }) => [subject.type, headlines[0]?.text, clusters])).toEqual([
      ['environment', 'leaks', []],
      ['cluster', 'is open', []],
    ]);
  });

  test('what a waiver covers, and what is not known to fail, is no item', () => {
    const verdicts = [
      { ...fails('key.sound', 'cck-fig', 'is gone'), state: 'waived' as const },
      verdictOn('key.sound', 'cck-pear', { status: 'unknown' }),
    ];
    expect(worst([key('cck-fig'), key('cck-pear')], verdicts)).toEqual({ items: [], count: 0 });
  });
});

describe('the order of what fails', () => {
  const one = (id: string, about: About = {}): [ReportedSubject, ReportedVerdict] => [
    key(id, about),
    fails('key.sound', id, 'is gone', about.facts === undefined ? {} : DATED),
  ];

  test('first what is severe, then production, then fewer days left, then more clusters, then the id', () => {
    const high = key('cck-high', days(0));
    const given = [
      one('cck-b', { clusters: ['lkc-1'] }),
      one('cck-a', { clusters: ['lkc-1'] }),
      one('cck-many', { clusters: ['lkc-1'], more_clusters: 1 }),
      one('cck-past', days(-3)),
      one('cck-test', { production: false, ...days(1) }),
      one('cck-unused', { production: null, ...days(1) }),
      one('cck-late', days(90)),
      one('cck-soon', days(10)),
    ];
    const verdicts = [
      fails('key.sound', 'cck-high', 'is odd', { ...DATED, severity: 'high' }),
      ...given.map(([, verdict]) => verdict),
    ];
    expect(ids([high, ...given.map(([subject]) => subject)], verdicts)).toEqual([
      ...['cck-soon', 'cck-late', 'cck-many', 'cck-a', 'cck-b', 'cck-past', 'cck-unused', 'cck-test', 'cck-high'],
    ]);
  });

  test('twenty items are named, and all of them counted', () => {
    const given = Array.from({ length: 25 }, (_, place) => one(`cck-${place}`, days(place)));
    const { items, count } = worst(...transposed(given));
    expect([items.map(({ days }) => days), count]).toEqual([Array.from({ length: 20 }, (_, place) => place), 25]);
  });

  test('of many rules three are named, the most severe first, and the others counted', () => {
    const verdicts = (['low', 'critical', 'medium', 'high', 'info'] as const).map((severity) =>
      fails(`key.${severity}`, 'cck-fig', `is ${severity}`, { severity }),
    );
    expect(worst([key('cck-fig')], verdicts).items).toMatchObject([
      {
        severity: 'critical',
        headlines: [{ text: 'is critical' }, { text: 'is high' }, { text: 'is medium' }],
        more_headlines: 2,
      },
    ]);
  });
});

describe('what an item is called', () => {
  const nameOf = (about: About) =>
    worst([key('cck-fig', { name: null, ...about })], [fails('key.sound', 'cck-fig', 'is gone')]).items[0]?.name;

  test.each([
    ['its own name', { name: 'Ledger', cloud: 'azure', kms_name: 'https://orchard.vault.azure.net/keys/fig' }, 'Ledger'],
    ['that in its vault', { cloud: 'azure', kms_name: 'https://orchard.vault.azure.net/keys/fig' }, 'fig'],
    ['that in its key ring', { cloud: 'gcp', kms_name: 'projects/p/locations/l/keyRings/r/cryptoKeys/fig' }, 'fig'],
    ['none on AWS, which numbers keys', { cloud: 'aws', kms_name: 'arn:aws:kms:us-west-2:000000000000:key/1234' }, null],
    ['none without a KMS name', { cloud: 'azure', kms_name: null }, null],
  ])('a key has %s', (_, about, name) => {
    expect(nameOf(about)).toBe(name);
  });

  test('a failure without a headline, as older reports have them, is said in its sentence', () => {
    const subjects = [key('cck-fig'), cluster('lkc-fig', { key: 'cck-fig' })];
    const verdicts = [fails('key.sound', 'cck-fig', null), fails('cluster.ripe', 'lkc-fig', null)];
    expect(worst(subjects, verdicts).items[0]?.headlines.map(({ text }) => text)).toEqual([
      'It says key.sound.',
      'cluster lkc-fig: It says cluster.ripe.',
    ]);
  });
});

const transposed = (given: [ReportedSubject, ReportedVerdict][]): [ReportedSubject[], ReportedVerdict[]] => [
  given.map(([subject]) => subject),
  given.map(([, verdict]) => verdict),
];
