import { describe, expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import type { Report, ReportedSubject, ReportedVerdict } from '../../src/report/schema.ts';
import { sampleReport } from './sample-report.ts';
import { problemsOf } from './sarif-checks.ts';
import { textOf } from './text-of.ts';

const region = (line: number) => ({ start_line: line, start_column: 1, end_line: line, end_column: 40 });
const block = (address: string, type: string, line: number, uri = 'infra/kafka.tf', attributes = {}) => ({
  ...{ address, type, uri, ...region(line) },
  other_region: false,
  attributes,
});
const cluster = block('confluent_kafka_cluster.pear', 'confluent_kafka_cluster', 10);
const registered = block('confluent_byok_key.plum', 'confluent_byok_key', 30);
const key = block('aws_kms_key.plum["eu"]', 'aws_kms_key', 5, 'infra/kms keys.tf', { policy: region(8) });
const inventory = { uri: 'clusters.yaml', ...region(3) };
const declared: Partial<ReportedSubject> = {
  location: { uri: 'infra/kafka.tf', ...region(10), source: 'terraform' },
  blocks: [cluster, registered, key],
  inventory,
};

/** The sample with one failure, of lkc-pear. */
function withPear(subject: Partial<ReportedSubject>, verdict: Partial<ReportedVerdict> = {}, declared_in: string[] = []): Report {
  const report = sampleReport();
  const verdicts = report.verdicts.filter(({ rule, state }) => rule === 'cluster.high' && state === 'fail');
  return {
    ...report,
    rules: report.rules.map((rule) => (rule.id === 'cluster.high' ? { ...rule, declared_in } : rule)),
    subjects: report.subjects.map((one) => (one.id === 'lkc-pear' ? { ...one, ...subject } : one)),
    verdicts: verdicts.map((one) => ({ ...one, ...verdict })),
  };
}

function resultOf(report: Report) {
  const log = JSON.parse(textOf(sarif(report)));
  expect(problemsOf(log)).toEqual([]);
  const [result] = log.runs[0].results;
  const uriOf = (place: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }) =>
    `${place.physicalLocation.artifactLocation.uri}:${place.physicalLocation.region.startLine}`;
  return {
    message: result.message.text as string,
    at: result.locations.map(uriOf),
    related: (result.relatedLocations ?? []).map(uriOf),
    properties: result.properties,
  };
}

describe('where an alert is', () => {
  test('an alert is at the place where its rule is mended, and links the other places by number', () => {
    const { at, related, message, properties } = resultOf(withPear(declared, {}, ['aws_kms_key.policy']));
    expect(at).toEqual(['infra/kms%20keys.tf:8']);
    expect(properties).toEqual({ locationSource: 'terraform', terraformAddress: 'aws_kms_key.plum["eu"]' });
    expect(related).toEqual(['infra/kafka.tf:10', 'infra/kafka.tf:30', 'clusters.yaml:3']);
    expect(message).toMatch(
      /See also \[confluent_kafka_cluster\.pear\]\(1\), \[confluent_byok_key\.plum\]\(2\), \[inventory\]\(3\)\.$/,
    );
  });

  test('brackets of an address do not end the link', () => {
    expect(resultOf(withPear(declared)).message).toContain('[aws_kms_key.plum\\["eu"\\]](2)');
  });

  test('an alert on a subject that no Terraform declares says in what it was found, and links nothing', () => {
    const location = { uri: 'clusters.yaml', ...region(3), source: 'inventory' as const };
    const { at, related, message, properties } = resultOf(withPear({ location }));
    expect([at, related, properties]).toEqual([['clusters.yaml:3'], [], { locationSource: 'inventory' }]);
    expect(message).not.toContain('](');
  });

  test('a report of before sources were told is placed by its configuration', () => {
    expect(resultOf(withPear({})).properties).toEqual({ locationSource: 'configuration' });
  });

  test('of more than a hundred places a hundred are linked', () => {
    const blocks = Array.from({ length: 150 }, (_, index) => block(`aws_kms_grant.${index}`, 'aws_kms_grant', 100 + index));
    expect(resultOf(withPear({ ...declared, blocks })).related).toHaveLength(100);
  });

  test('a region of no width has one character', () => {
    const location = { uri: 'clusters.yaml', ...region(3), end_column: 1 };
    expect(resultOf(withPear({ location })).at).toEqual(['clusters.yaml:3']);
  });

  test.each(['', '/etc/passwd', '../orchard.tf', './orchard.tf', 'infra//orchard.tf'])(
    'a path "%s" names no file of the repository',
    (uri) => {
      expect(sarif(withPear({ location: { uri, ...region(1) } }))).toEqual({
        withheld: expect.stringContaining('no file of the repository can be named for lkc-pear'),
      });
      expect(resultOf(withPear(declared, { alert_at: { uri, source: 'terraform' } })).at).toEqual(['infra/kafka.tf:10']);
    },
  );
});

describe('an alert that was opened in another file', () => {
  const moved = { alert_at: { uri: 'old/kafka.tf', source: 'terraform' as const } };

  test('it stays in that file, and links first what would be changed now', () => {
    const { at, related, message, properties } = resultOf(withPear(declared, moved));
    expect(at).toEqual(['old/kafka.tf:1']);
    expect(properties).toEqual({ locationSource: 'terraform' });
    expect(related[0]).toBe('infra/kafka.tf:10');
    expect(message).toContain(
      'The alert keeps the file in which it was opened; what would be changed is now in [confluent_kafka_cluster.pear](1). See also [',
    );
  });

  test('it stays there where no file can be named now', () => {
    const { at, related, message } = resultOf(withPear({ location: null }, moved));
    expect([at, related]).toEqual([['old/kafka.tf:1'], []]);
    expect(message).not.toContain('](');
  });

  test('an unknown is at the same place, under the same rule and fingerprint, as the failure that it may hide', () => {
    const identity = (report: Report) => {
      const [{ ruleId, locations, partialFingerprints }] = JSON.parse(textOf(sarif(report))).runs[0].results;
      return { ruleId, locations, partialFingerprints };
    };
    const unknown = { status: 'unknown' as const, state: 'unknown' as const, unknown: { cause: 'denied' as const, facts: [] } };
    for (const place of [{}, moved])
      expect(identity(withPear(declared, { ...unknown, ...place }))).toEqual(identity(withPear(declared, place)));
  });
});
