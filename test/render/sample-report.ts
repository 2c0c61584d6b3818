import { fingerprintOf } from '../../src/report/fingerprint.ts';
import { withObstacles } from '../../src/report/obstacles.ts';
import {
  type Location,
  REPORT_VERSION,
  type Report,
  type ReportedFramework,
  type ReportedSubject,
  type ReportedVerdict,
  type Severity,
  type UnsettledVerdict,
} from '../../src/report/schema.ts';
import { countByState, type RequirementState, stateOf } from '../../src/report/state.ts';
import { subjectsOf } from '../../src/report/subject-lookup.ts';
import { worstIn } from '../../src/report/worst.ts';

const TIME = '2026-11-24T12:00:00.000Z';
export const HOSTILE = '</script><img src=x onerror=alert(1)> {{x}} \u202E[apple](https://evil.example) \ud800';

const at = (uri: string, line: number): Location => ({
  uri,
  start_line: line,
  start_column: 9,
  end_line: line,
  end_column: 18,
});

const rule = (id: string, severity: Severity): Report['rules'][number] => ({
  id,
  subject_type: id.split('.')[0] ?? '',
  title: `The condition ${id} holds`,
  severity,
  description: 'Says what the rule asks for.\n',
  rationale: 'Says why it matters.',
  remediation: 'Enable the key {kms_name} & wait {param:max_days} days.',
  references: ['https://docs.confluent.io/byok_keys/a~b', 'javascript:alert(1)'],
  unit: null,
  declared_in: [],
  every_region: false,
  controls: { nist_800_53_r5: ['CM-6', 'SC-12'], orchard: [HOSTILE] },
});

const requirement = (
  id: string,
  state: RequirementState,
  rules: string[],
  note: string | null = null,
  over: Partial<ReportedFramework['requirements'][number]> = {},
): ReportedFramework['requirements'][number] => ({
  id,
  title: `What ${id} asks for`,
  rules,
  beyond: null,
  at_most: {},
  state,
  because: [],
  counts: countByState([]),
  note,
  checked: null,
  ...over,
});

const subject = (type: string, id: string, name: string | null, location: Location): ReportedSubject => ({
  type,
  id,
  name,
  seen: true,
  environment: null,
  environment_name: null,
  production: true,
  cloud: 'aws',
  region: 'us-east-1',
  kind: null,
  encryption: type === 'cluster' ? 'byok' : null,
  key: null,
  kms_name: null,
  state: null,
  clusters: null,
  owner: null,
  more_clusters: 0,
  location,
  blocks: [],
  inventory: null,
  holders: null,
  facts: { region: { value: 'us-east-1', source: 0 } },
});

const ORGANIZATION = '00000000-0000-4000-8000-00000000a991';

const verdict = (
  about: ReportedSubject,
  rule: string,
  severity: Severity,
  status: ReportedVerdict['status'],
  more: Partial<UnsettledVerdict> = {},
): ReportedVerdict =>
  settled({
    rule,
    subject: { type: about.type, id: about.id },
    status,
    severity,
    message: `The sentence of ${rule} on ${about.id}.`,
    headline: null,
    expected: null,
    actual: null,
    evidence: ['region'],
    computed: {},
    unknown: null,
    not_applicable: null,
    error: null,
    notes: [],
    remedy: null,
    waiver: null,
    attestation: null,
    fingerprint: fingerprintOf(rule, ORGANIZATION, about),
    first_seen: null,
    ...more,
  });

export const settled = (verdict: UnsettledVerdict): ReportedVerdict => ({ ...verdict, state: stateOf(verdict) });

type Fact = NonNullable<ReportedVerdict['unknown']>['facts'][number];
const unseen = (fact: string, cause: Fact['cause'], call: string | null, permission: string | null): Fact => ({
  fact,
  cause,
  call,
  permission,
  detail: `No ${cause} detail more than this`,
});

const grouped = (subjects: readonly ReportedSubject[], verdicts: readonly ReportedVerdict[]) =>
  withObstacles(verdicts, {
    subjectOf: subjectsOf({ subjects: [...subjects] }),
    rules: new Map(),
    partsOf: () => ({}),
  });

/** A small report with every status, every severity and hostile names, made by hand; a new one each time. */
export function sampleReport(): Report {
  const apple = subject('cluster', 'lkc-apple', HOSTILE, at('infra/fruit bowl#1/clusters.yaml', 3));
  const pear = subject('cluster', 'lkc-pear', 'orders', at('byok-audit.yaml', 7));
  const plum = subject('key', 'cck-plum', null, at('byok-audit.yaml', 1));
  const denied = ['present', 'state'].map((fact) => unseen(fact, 'denied', 'kms:DescribeKey plum', 'kms:DescribeKey'));
  const { verdicts, obstacles } = grouped(
    [apple, pear, plum],
    [
      verdict(apple, 'cluster.critical', 'critical', 'fail', {
        expected: 'us-west-2',
        actual: HOSTILE,
        notes: [HOSTILE],
        remedy: { ref: 'cluster.critical', values: { name: HOSTILE, 'param:max_days': '7' } },
      }),
      verdict(pear, 'cluster.critical', 'critical', 'pass'),
      verdict(apple, 'cluster.high', 'high', 'error', { error: { detail: 'var assignment conflict' } }),
      verdict(pear, 'cluster.high', 'high', 'fail'),
      verdict(apple, 'cluster.info', 'info', 'fail'),
      verdict(apple, 'cluster.low', 'low', 'fail'),
      verdict(apple, 'cluster.medium', 'medium', 'fail'),
      verdict(pear, 'cluster.medium', 'medium', 'not_applicable', {
        message: 'Not applicable: the cluster is a test.',
        not_applicable: { reason: 'the cluster is a test' },
      }),
      verdict(plum, 'key.critical', 'critical', 'unknown', { unknown: { cause: 'denied', facts: denied } }),
      verdict(plum, 'key.origin', 'high', 'unknown', {
        unknown: { cause: 'unsupported', facts: [unseen('origin', 'unsupported', null, null)] },
      }),
    ],
  );
  const severities: Severity[] = ['critical', 'high', 'info', 'low', 'medium'];
  const report: Report = {
    schema_version: REPORT_VERSION,
    tool: { name: 'byok-audit', version: '1.2.3', policy_digest: `sha256:${'0'.repeat(64)}` },
    run: {
      id: '0'.repeat(32),
      taken_at: TIME,
      as_of: TIME,
      interrupted_at: null,
      collected_as: [],
      digests: { snapshot: `sha256:${'1'.repeat(64)}`, configuration: null, waivers: null, attestations: null, history: null },
    },
    organization: { id: ORGANIZATION, name: 'Orchard & Sons' },
    classification: 'Confidential',
    summary: {
      by_state: countByState(verdicts),
      fail_by_severity: { critical: 1, high: 1, medium: 1, low: 1, info: 1 },
      complete: false,
      incomplete_because: ['1 rule evaluation broke.', '1 verdict could not be determined.'],
      empty: false,
    },
    worst: { items: [], count: 0 },
    rules: [
      ...severities.map((severity) => rule(`cluster.${severity}`, severity)),
      rule('key.critical', 'critical'),
      rule('key.origin', 'high'),
    ],
    frameworks: [
      {
        id: 'nist_800_53_r5',
        title: 'NIST SP 800-53',
        version: 'Revision 5',
        publisher: 'National Institute of Standards and Technology',
        url: 'https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final',
        checked: { source: 'A catalogue', version: '5.1.1' },
        cloud: null,
        profile_of: null,
        requirements: [
          requirement('AC-3', 'supported', ['cluster.medium']),
          requirement('AC-6', 'not_determined', ['cluster.low'], null, {
            because: [{ reason: 'waived', rules: ['cluster.low'] }],
            checked: { source: 'Another copy', version: 'edition 2' },
          }),
          requirement('CM-2', 'not_determined', ['cluster.high', 'organization.none'], null, {
            beyond: 'process',
            because: [
              { reason: 'unanswered', rules: ['cluster.high'] },
              { reason: 'not_judged', rules: ['organization.none'] },
              { reason: 'process', rules: [] },
            ],
          }),
          requirement('CM-6', 'not_applicable', ['cluster.medium']),
          requirement('CP-9', 'not_determined', ['cluster.medium'], null, {
            at_most: { max_days: 90 },
            because: [
              { reason: 'gap', rules: ['cluster.medium'] },
              { reason: 'other_limit', rules: ['cluster.medium'] },
            ],
          }),
          requirement(
            'SC-12',
            'contradicted',
            ['cluster.critical', 'cluster.medium', 'key.critical', 'key.origin'],
            'Not all of it.',
            {
              because: [{ reason: 'failed', rules: ['cluster.critical', 'cluster.medium'] }],
              counts: {
                ...countByState([]),
                pass: 3,
                attested: 1,
                fail: 2,
                waived: 1,
                unknown: 1,
                needs_attestation: 1,
                not_applicable: 4,
              },
            },
          ),
          requirement('SC-12(1)', 'not_determined', ['key.critical'], null, {
            because: [{ reason: 'unanswered', rules: ['key.critical'] }],
          }),
          requirement('AU-11', 'not_covered', [], 'The retention of logs would answer it.'),
        ],
      },
      {
        id: 'orchard',
        title: HOSTILE,
        version: HOSTILE,
        publisher: HOSTILE,
        url: 'javascript:alert(1)',
        checked: { source: HOSTILE, version: HOSTILE },
        cloud: 'aws',
        profile_of: HOSTILE,
        requirements: [
          requirement(HOSTILE, 'contradicted', ['cluster.critical', HOSTILE], HOSTILE, {
            title: HOSTILE,
            at_most: { [HOSTILE]: 1 },
            because: [{ reason: 'other_limit', rules: [HOSTILE] }],
            checked: { source: HOSTILE, version: HOSTILE },
          }),
          requirement(`${HOSTILE} 2`, 'not_covered', [], HOSTILE, { title: HOSTILE }),
        ],
      },
    ],
    limits: ['What was not read.'],
    limits_on_holders: [{ cloud: 'aws', limits: [0] }],
    waivers: [],
    attestations: [],
    subjects: [apple, pear, plum],
    sources: [{ call: 'aws:kms:DescribeKey', observed_at: TIME }],
    remedies: [
      {
        id: 'cluster.critical',
        rules: ['cluster.critical'],
        cloud: 'aws',
        when: null,
        steps: {
          console: 'Open the cluster {name}.',
          cli: ['confluent kafka cluster describe {name} --days {param:max_days}', 'confluent kafka cluster list'],
          terraform: { hcl: 'resource "confluent_kafka_cluster" "NAME" {\n  display_name = "{name}"\n}' },
          checklist: 'moving',
        },
      },
    ],
    obstacles,
    checklists: [
      {
        id: 'moving',
        title: 'Moving house',
        summary: 'Decide what stays.',
        steps: [
          { title: 'Pack', text: 'Count the boxes.', cli: [{ cloud: 'aws', commands: ['confluent kafka cluster list'] }] },
          { title: 'Leave', text: 'Lock the door.', cli: [] },
        ],
      },
    ],
    changes: null,
    scope: {
      environments_left_out: [],
      names_left_out: {},
      production: [{ pattern: 'prod-*', of: 'cluster', matched: 2, first: [{ id: 'lkc-apple', name: 'apple' }] }],
      places: [{ cloud: 'aws', account: '000000000000', regions: ['us-west-2'], keys: 2 }],
      parameters: [{ name: 'max_days', value: 7, default: 7, changed: false }],
    },
    history: null,
    once_whole: [],
    population: [
      { subject_type: 'cluster', seen: 2, complete: true, gaps: [], unproven: null, attested: null },
      { subject_type: 'key', seen: 1, complete: null, gaps: [], unproven: 'the quota was not read', attested: null },
    ],
    verdicts,
  };
  return { ...report, worst: worstIn(report) };
}

/** The same with a waived failure, an attested pass, and exceptions that apply to nothing; all their texts are hostile. */
export function sampleWithExceptions(): Report {
  const report = sampleReport();
  const by = { owner: `Ann ${HOSTILE}`, approved_by: `Paul ${HOSTILE}`, ticket: `FRUIT-1 ${HOSTILE}`, created: '2026-06-01' };
  const waiver = { id: 'W-1', rule: 'cluster.low', resource: 'lkc-apple', reason: HOSTILE, ...by, expires: '2026-12-01' };
  const expired = { ...waiver, id: 'W-2', expires: '2026-11-20', compensating_control: 'A net', expected_actual: HOSTILE };
  const attestation = {
    id: 'A-1',
    rule: 'key.origin',
    resource: 'cck-plum',
    statement: HOSTILE,
    evidence: HOSTILE,
    attested_by: `Fay ${HOSTILE}`,
    attested_at: '2026-06-01',
    expires: '2026-12-31',
  };
  const { rule: _, resource: __, ...rest } = attestation;
  const match = { rule: 'cluster.low', type: 'cluster', id: 'lkc-apple', name: HOSTILE, status: 'fail' as const, applied: true };
  const plain = { troubles: [], notes: [], overlaps: [], matched: 1 };
  report.waivers = [
    { record: waiver, state: 'applied', ...plain, days_left: 7, matches: [match] },
    {
      ...{ record: expired, state: 'expired', ...plain, troubles: ['expired'], days_left: -4 },
      notes: ['Expired on 2026-11-20: the failures that it covered count again.'],
      matches: [{ ...match, applied: false }],
    },
  ];
  report.attestations = [
    {
      record: attestation,
      state: 'applied',
      ...plain,
      days_left: 37,
      matches: [{ ...match, rule: 'key.origin', status: 'pass' }],
    },
    {
      ...{ record: { ...rest, id: 'A-2', fact: 'whole_organization' as const }, state: 'unused', ...plain, days_left: 37 },
      ...{ troubles: ['unused'], notes: [HOSTILE], matched: 0, matches: [] },
    },
  ];
  for (const verdict of report.verdicts) {
    if (verdict.rule === 'cluster.low') Object.assign(verdict, { waiver, state: 'waived' });
    if (verdict.rule === 'key.origin')
      Object.assign(verdict, {
        status: 'pass',
        unknown: null,
        message: `Attested by Fay ${HOSTILE}.`,
        attestation,
        state: 'attested',
      });
  }
  report.summary.by_state = countByState(report.verdicts);
  report.summary.fail_by_severity.low = 0;
  return { ...report, worst: worstIn(report) };
}
