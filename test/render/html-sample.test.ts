import { expect, test } from 'vitest';
import { html } from '../../src/render/html.ts';
import { countOf } from '../../src/render/state-words.ts';
import { visible } from '../../src/render/visible.ts';
import type { Report } from '../../src/report/schema.ts';
import { type Element, elementsOf, pageOf, rowsOf } from './markup.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const page = (change: (report: Report) => void = () => {}): Element => {
  const report = sampleReport();
  change(report);
  return pageOf(report);
};

test('the page shows hostile names as text', () => {
  const text = textOf(html(sampleReport()));
  expect(text).not.toMatch(/<img|javascript:|[\u202a-\u202e]/);
  expect(text).toContain('&lt;/script&gt;&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; {{x}} \\u202E');
  expect(text.isWellFormed()).toBe(true);
  expect(elementsOf(text).text.split(visible(HOSTILE)).length).toBeGreaterThan(20);
});

test('the page counts verdicts by severity and state', () => {
  expect(page().first('#matrix').first('thead').text).toBe(
    'Severity Failed Not determined Needs attestation Rule broke Passed Not applicable All',
  );
  expect(rowsOf(page(), 'matrix')).toEqual([
    'critical 1 1 0 0 1 0 3',
    'high 1 0 1 1 0 0 3',
    'medium 1 0 0 0 0 1 2',
    'low 1 0 0 0 0 0 1',
    'info 1 0 0 0 0 0 1',
    'all 5 1 1 1 1 1 10',
  ]);
});

test('failures are listed by rule: what is in production first, then by severity', () => {
  const rules = (change?: (report: Report) => void) =>
    page(change)
      .first('#failures')
      .all('p.ruleid')
      .map(({ text }) => text);
  expect(rules()).toEqual(['cluster.critical', 'cluster.high', 'cluster.medium', 'cluster.low', 'cluster.info']);
  const onPear = rules((report) => {
    for (const subject of report.subjects) if (subject.id === 'lkc-apple') subject.production = false;
  });
  expect(onPear).toEqual(['cluster.high', 'cluster.critical', 'cluster.medium', 'cluster.low', 'cluster.info']);
});

test('the page shows a refused call once, and gives no remediation for rules that did not fail', () => {
  const undetermined = page().first('#undetermined');
  const [row] = rowsOf(page(), 'cause-0-verdicts');
  expect(row).toBe('unnamed key cck-plum key.critical critical present, state');
  expect(undetermined.all('article.cause')).toHaveLength(1);
  expect(undetermined.text).not.toContain('Enable the key');
  expect(page().first('#failures').text).toContain('How to fix it');
});

test('causes of one name are told apart by their rules, else by what one of them says', () => {
  const causes = (...given: [string | null, string[], string][]) => {
    const undetermined = page((report) => {
      const [denied] = report.obstacles;
      if (denied === undefined) throw new Error('the sample has no cause');
      report.obstacles = given.map(([source, rules, detail]) => ({
        ...{ ...denied, cause: 'not_collected', source, rules },
        examples: denied.examples.map((one) => ({ ...one, call: null, detail })),
      }));
    }).first('#undetermined');
    return undetermined
      .first('ul.toc')
      .all('a')
      .map(({ text }) => text);
  };
  const [one, two] = ['aws:kms:ListGrants', 'aws:kms:GetKeyPolicy'];
  expect(causes([one, ['key.a'], 'no'], [two, ['key.a'], 'no'])).toEqual([
    'Not collected: kms:ListGrants',
    'Not collected: kms:GetKeyPolicy',
  ]);
  expect(causes([null, ['key.a', 'key.b'], 'no'], [null, ['key.c'], 'no'])).toEqual([
    'Not collected: key.a, key.b',
    'Not collected: key.c',
  ]);
  expect(causes([null, ['key.a'], 'no'])).toEqual(['Not collected: key.a']);
  expect(causes([one, ['key.a'], 'no'], [one, ['key.b'], 'no'])).toEqual([
    'Not collected: kms:ListGrants: key.a',
    'Not collected: kms:ListGrants: key.b',
  ]);
  expect(causes([null, ['key.a'], 'no'], [null, ['key.a'], 'never'])).toEqual([
    'Not collected: key.a: no',
    'Not collected: key.a: never',
  ]);
});

test('failures and those that a waiver covers are counted apart', () => {
  const states = (fail: number, waived: number) => [
    ...Array.from({ length: fail }, () => ({ state: 'fail' as const })),
    ...Array.from({ length: waived }, () => ({ state: 'waived' as const })),
  ];
  expect(countOf(states(10, 1))).toBe('10, and 1 waived');
  expect(countOf(states(3, 0))).toBe('3');
  expect(countOf(states(0, 2))).toBe('2 waived');
});

test('the page says which permission to ask for first, and how many verdicts need it', () => {
  const cause = page().first('#undetermined').first('article.cause');
  expect(cause.first('h3').text).toBe('Denied: kms:DescribeKey plum 1 verdict on 1 key');
  expect(cause.text).toContain('Permission that would answer it kms:DescribeKey');
  expect(cause.text).toContain('What to do. Allow kms:DescribeKey to the identity');
  expect(cause.first('div.paste').first('pre').verbatim).toContain('"Action": "kms:DescribeKey"');
});

test('the page gives each remediation and its commands once, ready to be copied, and each failure leads to them', () => {
  const group = page().first('#not-met-cluster-critical');
  expect(group.first('div.why').text).toContain('Enable the key KMS_NAME & wait MAX_DAYS days.');
  // of a single failure all steps are those of its rule
  const [commands, terraform] = group.first('details.shared').all('pre');
  expect(
    group
      .first('details.shared')
      .all('p.way')
      .map(({ text }) => text),
  ).toEqual(['Console', 'Command line', 'Terraform']);
  expect(group.first('details.shared').text).toContain(`Open the cluster ${visible(HOSTILE)}.`);
  expect(commands?.verbatim).toBe(
    `confluent kafka cluster describe '${visible(HOSTILE)}' --days 7\nconfluent kafka cluster list`,
  );
  expect(terraform?.verbatim.split('\n')).toEqual([
    'resource "confluent_kafka_cluster" "NAME" {',
    expect.stringContaining('  display_name = "'),
    '}',
  ]);
  const [item] = group.all('li.item');
  expect(item?.first('p.fix').first('a').attributes.get('href')).toBe(`#${group.first('details.shared').attributes.get('id')}`);
  expect(group.all('a').map(({ attributes }) => attributes.get('href'))).toContain('#checklist-moving');
  expect(page().first('#checklist-moving').text).toContain('Moving house');
});

test('of several failures each has its own commands, and other steps stand with the rule in general words, which the page says', () => {
  const group = page((report) => {
    const other = report.verdicts.find(({ rule, state }) => rule === 'cluster.critical' && state === 'pass');
    if (other === undefined) throw new Error('nothing passes');
    const failure = report.verdicts.find(({ rule, state }) => rule === 'cluster.critical' && state === 'fail');
    Object.assign(other, { status: 'fail', state: 'fail' });
    other.remedy = { ref: failure?.remedy?.ref ?? '', values: { name: 'orders', 'param:max_days': '7' } };
  }).first('#not-met-cluster-critical');
  expect(group.first('details.shared').text).toContain('Open the cluster NAME.');
  expect(group.first('details.shared').text).toContain('Words in capitals stand for the values of each finding below.');
  expect(group.all('li.item').map((item) => item.first('pre').verbatim.split('\n')[0])).toEqual([
    expect.stringContaining('img src'),
    'confluent kafka cluster describe orders --days 7',
  ]);
});

test('the page keeps attestations and broken rules apart', () => {
  expect(page().first('#attest').text).toContain('key.origin');
  expect(page().first('#undetermined').text).not.toContain('key.origin');
  expect(page().first('#errors').text).toContain('cluster.high');
  expect(page().first('#failures').first('#not-met-cluster-high').text).not.toContain('rule broke');
});
