import fc from 'fast-check';
import type { Report, ReportedSubject, ReportedVerdict, Scope, Severity } from '../../src/report/schema.ts';
import { worstIn } from '../../src/report/worst.ts';
import { sampleReport, settled } from '../render/sample-report.ts';

export type Given = Partial<Omit<ReportedVerdict, 'waiver'>> & { waiver?: unknown };

const RULES: [string, Severity][] = [
  ['cluster.ripe', 'high'],
  ['cluster.sweet', 'low'],
  ['environment.sunny', 'medium'],
  ['key.sound', 'critical'],
  ['organization.large', 'info'],
];
const [sampleRule] = sampleReport().rules;
const [sampleVerdict] = sampleReport().verdicts;
const [sampleSubject] = sampleReport().subjects;
if (sampleRule === undefined || sampleVerdict === undefined || sampleSubject === undefined)
  throw new Error('the sample is empty');
const [someRule, someVerdict] = [sampleRule, sampleVerdict];
export const someSubject = sampleSubject;

/** A verdict of one rule on one subject. The waiver is anything but null where there is one. */
export const verdictOn = (rule: string, id: string, given: Given = {}): ReportedVerdict =>
  settled({
    ...someVerdict,
    rule,
    subject: { type: rule.split('.')[0] ?? '', id },
    severity: RULES.find(([name]) => name === rule)?.[1] ?? 'high',
    expected: null,
    actual: null,
    remedy: null,
    notes: [],
    fingerprint: JSON.stringify([rule, id]),
    ...given,
  } as ReportedVerdict);

export type Whole = Partial<Record<'cluster' | 'key' | 'environment', boolean | null>>;

/** A report with these verdicts, in which everything was seen unless stated otherwise. */
export function reportWith(verdicts: readonly ReportedVerdict[], whole: Whole = {}, over: Partial<Report> = {}): Report {
  const sample = sampleReport();
  const report: Report = {
    ...sample,
    organization: { id: 'org-orchard', name: 'Orchard' },
    rules: RULES.map(([id, severity]) => ({ ...someRule, id, severity, subject_type: id.split('.')[0] ?? '' })),
    population: (['organization', 'environment', 'cluster', 'key'] as const).map((subject_type) => ({
      subject_type,
      seen: 1,
      complete: subject_type === 'organization' || whole[subject_type] === undefined ? true : whole[subject_type],
      gaps: [],
      unproven: null,
      attested: null,
    })),
    verdicts: [...verdicts],
    ...over,
    subjects: [...subjectsOf(verdicts), ...(over.subjects ?? [])],
  };
  return { ...report, worst: worstIn(report) };
}

/** The subjects of the verdicts, each once; clusters on Confluent's own keys. */
function subjectsOf(verdicts: readonly ReportedVerdict[]): ReportedSubject[] {
  const named = new Map(verdicts.map(({ subject }) => [`${subject.type} ${subject.id}`, subject]));
  return [...named.values()].map(({ type, id }) => ({
    ...someSubject,
    type,
    id,
    name: `${id} by name`,
    environment: type === 'cluster' ? 'env-orchard' : null,
    production: null,
    encryption: type === 'cluster' ? 'confluent' : null,
  }));
}

/** The scope of a configuration that does not choose environments. */
export const scopeWithout = (...environments_left_out: string[]): Scope => ({
  environments_left_out,
  names_left_out: {},
  production: [],
  places: [],
  parameters: [],
});

const statuses = fc.constantFrom('fail', 'fail', 'error', 'unknown', 'pass', 'not_applicable') as fc.Arbitrary<
  ReportedVerdict['status']
>;
const someVerdictOn = (rule: string, id: string) =>
  fc
    .record({ status: statuses, waived: fc.boolean(), actual: fc.constantFrom(null, 3, 9), missing: fc.boolean() })
    .map(({ status, waived, actual, missing }) =>
      missing
        ? []
        : [
            verdictOn(rule, id, {
              status,
              expected: 1,
              actual,
              waiver: status === 'fail' && waived ? { id: 'w' } : null,
              unknown: status === 'unknown' ? { cause: 'denied', facts: [] } : null,
            }),
          ],
    );

const PAIRS: [string, string][] = [
  ['cluster.ripe', 'lkc-apple'],
  ['cluster.ripe', 'lkc-pear'],
  ['cluster.sweet', 'lkc-apple'],
  ['cluster.sweet', 'lkc-pear'],
  ['environment.sunny', 'env-orchard'],
  ['key.sound', 'cck-plum'],
  ['key.sound', 'arn:aws:kms:us-east-1:000000000000:key/fig'],
  ['organization.large', 'org-orchard'],
];
const whole = fc.constantFrom(true, true, false, null);

/** Any report of one organization: some subjects missing, some not evaluated, some lists whole. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    verdicts: fc.tuple(...PAIRS.map(([rule, id]) => someVerdictOn(rule, id))),
    whole: fc.record({ cluster: whole, key: whole, environment: whole }),
    left_out: fc.constantFrom<string[]>([], [], ['env-orchard']),
    dropped: fc.constantFrom(null, null, null, 'cluster.sweet'),
  })
  .map(({ verdicts, whole, left_out, dropped }) => {
    const report = reportWith(
      verdicts.flat().filter(({ rule }) => rule !== dropped),
      whole,
      { scope: scopeWithout(...left_out) },
    );
    return { ...report, rules: report.rules.filter(({ id }) => id !== dropped) };
  });
