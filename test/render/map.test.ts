import { expect, test } from 'vitest';
import { subjectAnchor } from '../../src/render/html/links.ts';
import { type MapView, mapOf } from '../../src/render/html/map.ts';
import { partOf } from '../../src/render/html/page.ts';
import type { ReportedSubject } from '../../src/report/schema.ts';
import { arn, clusterOf, keyOf, organizationOf, pairOf, pairs } from './map-organization.ts';
import { HOSTILE } from './sample-report.ts';

type Said = Parameters<typeof organizationOf>[1];

function viewOf(subjects: readonly ReportedSubject[], said?: Said): MapView {
  const view = mapOf(organizationOf(subjects, said), subjectAnchor);
  if (view === null) throw new Error('there is no map');
  return view;
}

const drawingsIn = ({ places }: MapView) => places.flatMap(({ groups }) => groups.flatMap(({ drawings }) => drawings));
/** What each box of the map says, in the order in which they are drawn. */
const boxesIn = (view: MapView): string[] =>
  drawingsIn(view).flatMap(({ boxes }) => boxes.map(({ texts }) => texts.map(({ text }) => text).join('; ')));
const foldsIn = ({ places }: MapView): string[] => places.flatMap(({ folds }) => folds.map(({ text }) => text));
const titlesIn = ({ places }: MapView): string[] => places.map(({ title }) => title);
const markIn = ({ marks }: MapView, sign: string) => {
  const mark = marks.find((one) => one.sign === sign);
  return { count: mark?.count, named: mark?.named.map(({ name, said }) => `${name}: ${said}`), more: mark?.more };
};

const part = partOf('map');
const markup = (view: MapView): string => part(view);

const withDays = (fact: ReportedSubject['facts'][string]) =>
  pairOf('fig', { state: 'pending_deletion', facts: { 'kms.days_to_deletion': fact } });

test('there is no map without a cluster and a key', () => {
  expect(mapOf(organizationOf([]), subjectAnchor)).toBeNull();
});

test('a key stands in the frame of its region and under its account, with its cluster below it', () => {
  const view = viewOf(pairOf('fig', {}, { production: true }));
  expect(view.places).toMatchObject([{ title: 'AWS · eu-west-1', groups: [{ name: 'Account 111122223333' }] }]);
  expect(boxesIn(view)).toEqual(['fig; enabled', 'fig; production']);
  expect(drawingsIn(view)[0]?.boxes.map(({ href }) => href)).toEqual(['#key-cck-fig', '#cluster-lkc-fig']);
});

test('a dead key says its state and the days left, and the region of the one that goes first stands first', () => {
  const view = viewOf([
    ...pairOf('plum', { region: 'us-east-1', state: 'disabled' }, { region: 'us-east-1' }),
    ...withDays({ value: 10, source: 0 }),
  ]);
  expect(titlesIn(view)).toEqual(['AWS · eu-west-1', 'AWS · us-east-1']);
  expect(boxesIn(view)[0]).toBe('fig; pending deletion, 10 days left');
  expect(markIn(view, 'dead')).toEqual({ count: 2, named: ['fig: pending deletion, 10 days left', 'plum: disabled'], more: 0 });
  expect(drawingsIn(view)[0]?.boxes[0]).toMatchObject({ tone: 'bad dead', sign: 'dead' });
});

test('a date of deletion that was not read is said to be missing', () => {
  const unread = { unknown: { cause: 'denied' as const, detail: '' } };
  expect(boxesIn(viewOf(withDays(unread)))[0]).toBe('fig; pending deletion, date not observed');
});

test('a shared key has a trunk of two lines, and says how many of its clusters are for production', () => {
  const on = { clusters: ['lkc-fig', 'lkc-plum'] };
  const view = viewOf([keyOf('fig', on), clusterOf('fig', 'fig', { production: true }), clusterOf('plum', 'fig')]);
  expect(boxesIn(view)[0]).toBe('fig; enabled; shared by 2 clusters; 1 of them for production');
  expect(markIn(view, 'shared')).toEqual({ count: 1, named: ['fig: 2 clusters, 1 for production'], more: 0 });
  expect(drawingsIn(view)[0]?.trunk.match(/M/g)).toHaveLength(2);
});

test('the branch to a cluster in another region is crossed, and its box names that region', () => {
  const elsewhere = pairOf('fig', {}, { region: 'us-east-1' });
  const view = viewOf(elsewhere, [['cluster.region_match', 'lkc-fig', 'fail']]);
  expect(boxesIn(view)[1]).toBe('fig; region mismatch; cluster in us-east-1; rules: 1 failed');
  expect(drawingsIn(view)[0]?.branches).toMatchObject([{ crosses: true, cross: expect.any(String) }]);
  expect(markIn(view, 'elsewhere').named).toEqual(['fig: in us-east-1, its key in eu-west-1']);
  expect(boxesIn(viewOf(elsewhere))[1]).toBe('fig; cluster in us-east-1');
});

test('what was not observed is said, with a sign of its own', () => {
  const view = viewOf([
    ...pairOf('fig', { state: null, region: null, clusters: null }),
    clusterOf('plum', '', { key: null, kms_name: null, region: null }),
  ]);
  expect(titlesIn(view)).toEqual(['AWS · region not observed', 'Key not observed']);
  expect(boxesIn(view)).toEqual([
    'fig; state not observed; its region was not observed; its clusters were not observed',
    'fig; cluster in eu-west-1',
    'Key not observed; 1 cluster',
    'plum; its region was not observed',
  ]);
  expect(markIn(view, 'unseen')).toEqual({ count: 2, named: ['fig: its state', 'plum: its key'], more: 0 });
  expect(drawingsIn(view).flatMap(({ boxes }) => boxes.map(({ sign }) => sign))).toEqual([
    'unseen',
    'cluster',
    'unseen',
    'unseen',
  ]);
});

test('a map of which not everything was seen says so, and claims of no key that it has no cluster', () => {
  const report = organizationOf([keyOf('fig')]);
  expect(mapOf(report, subjectAnchor)?.partial).toBe(false);
  for (const one of report.population) {
    const view = mapOf(
      {
        ...report,
        population: [{ ...one, complete: null }, ...report.population.filter((two) => two !== one)],
      },
      subjectAnchor,
    );
    expect(view?.partial).toBe(true);
    expect(view && markup(view)).toContain('there may be more');
    if (one.subject_type === 'cluster') expect(view && boxesIn(view)).toEqual(['fig; enabled; no cluster seen on it']);
  }
});

test('40 clusters are drawn; of 41 those that are as they should be are counted', () => {
  expect(drawingsIn(viewOf(pairs(40)))).toHaveLength(40);
  const view = viewOf(pairs(41));
  expect(drawingsIn(view)).toEqual([]);
  expect(foldsIn(view)).toEqual(['41 keys with one cluster each: nothing failed']);
  expect(view.square).toBe('key that is counted');
});

test('of 300 clusters those with a mark are drawn, and every other key is counted', () => {
  const view = viewOf(
    [
      ...pairs(296),
      ...pairOf('dead', { state: 'disabled' }),
      ...pairOf('elsewhere', {}, { region: 'us-east-1' }),
      ...pairOf('failed'),
      ...pairOf('open'),
      keyOf('spare'),
    ],
    [
      ['some.rule', 'lkc-failed', 'fail'],
      ['some.rule', 'cck-open', 'unknown'],
    ],
  );
  expect(boxesIn(view)).toEqual([
    'dead; disabled',
    'dead',
    'elsewhere; enabled',
    'elsewhere; cluster in us-east-1',
    'failed; enabled',
    'failed; rules: 1 failed',
  ]);
  expect(foldsIn(view)).toEqual([
    '1 key with at most one cluster: nothing failed, not everything was determined',
    '296 keys with one cluster each: nothing failed',
    '1 key without a cluster: nothing failed',
  ]);
});

test('of more marked keys than there is room for, and of more regions, the rest is counted', () => {
  const view = viewOf(pairs(200, (index) => pairOf(`fig-${index}`, { region: `region-${index % 30}`, state: 'disabled' })));
  expect(drawingsIn(view)).toHaveLength(80);
  expect(view.places).toHaveLength(25);
  expect(view.places.at(-1)?.title).toBe('6 more regions');
  const counted = foldsIn(view).map((text) => Number.parseInt(text, 10));
  expect(counted.reduce((sum, count) => sum + count, 0) + 80).toBe(200);
});

test('a square stands for more keys where there are too many of them', () => {
  const view = viewOf(pairs(500));
  expect(view.square).toBe('up to 10 keys that are counted');
  expect(view.places[0]?.folds[0]?.squares).toBe('M0 5h300M0 15h200');
});

test('names from outside are text, and none of their characters is hidden', () => {
  const name = `${HOSTILE}"><script>`;
  const text = markup(
    viewOf([...pairOf('fig', { name, region: name, state: name }, { name, region: name }), keyOf('plum', { name })]),
  );
  expect(text).not.toMatch(/<script|<img|[\u202a-\u202e]| style=| on[a-z]+="/);
  expect(text).toContain('&lt;/script&gt;');
  expect(text.isWellFormed()).toBe(true);
});

const long = 'x'.repeat(10_000);
test.each<[string, ReportedSubject[]]>([
  ['10,000 clusters, each on a key of its own', pairs(10_000)],
  ['every key dead', pairs(1000, (index) => pairOf(`fig-${index}`, { state: 'pending_deletion' }))],
  ['each key in a region of its own', pairs(1000, (index) => pairOf(`fig-${index}`, { region: `r-${index}`, state: null }))],
  [
    'each key in an account of its own',
    pairs(1000, (index) => pairOf(`fig-${index}`, { kms_name: arn('fig', `r-${index}`), state: null })),
  ],
  ['all clusters on one key', [keyOf('fig'), ...pairs(1000, (index) => [clusterOf(`fig-${index}`, 'fig')])]],
  [
    'six clusters on each key',
    pairs(1000, (index) => [
      keyOf(`fig-${index}`),
      ...[1, 2, 3, 4, 5, 6].map((one) =>
        clusterOf(`fig-${index}-${one}`, `fig-${index}`, { production: true, region: 'us-east-1' }),
      ),
    ]),
  ],
  [
    'names of 10,000 characters',
    pairs(100, (index) => pairOf(`fig-${index}`, { name: long, state: 'disabled' }, { name: long, region: long })),
  ],
])('the map stays under 150 kB: %s', (_, subjects) => {
  expect(Buffer.byteLength(markup(viewOf(subjects)))).toBeLessThan(150_000);
});
