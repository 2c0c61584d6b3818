import type { Report, ReportedSubject, ReportedVerdict } from '../../src/report/schema.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { sampleReport } from './sample-report.ts';

type Over = Partial<ReportedSubject>;

export const arn = (key: string, region = 'eu-west-1'): string => `arn:aws:kms:${region}:111122223333:key/${key}`;

/** An enabled key in Ireland that `cck-<name>` registers, without a cluster. */
export const keyOf = (name: string, over: Over = {}): ReportedSubject => ({
  ...blankSubject({ type: 'key', id: `cck-${name}`, name, environment: null }),
  seen: true,
  cloud: 'aws',
  region: 'eu-west-1',
  kms_name: arn(name),
  state: 'enabled',
  clusters: [],
  ...over,
});

/** A cluster in Ireland that is on the key of this name. */
export const clusterOf = (name: string, key: string, over: Over = {}): ReportedSubject => ({
  ...blankSubject({ type: 'cluster', id: `lkc-${name}`, name, environment: 'env-orchard' }),
  seen: true,
  production: false,
  cloud: 'aws',
  region: 'eu-west-1',
  encryption: 'byok',
  key: `cck-${key}`,
  kms_name: arn(key),
  state: 'PROVISIONED',
  ...over,
});

/** A key with the only cluster on it. */
export const pairOf = (name: string, key: Over = {}, cluster: Over = {}): ReportedSubject[] => [
  keyOf(name, { clusters: [`lkc-${name}`], ...key }),
  clusterOf(name, name, { kms_name: key.kms_name ?? arn(name), ...cluster }),
];

export const pairs = (count: number, of: (index: number) => ReportedSubject[] = (index) => pairOf(`fig-${index}`)) =>
  Array.from({ length: count }, (_, index) => of(index)).flat();

type Said = [rule: string, id: string, state: ReportedVerdict['state']];

/** A report of whole populations, whose verdicts say no more than what is given. */
export function organizationOf(subjects: readonly ReportedSubject[], said: readonly Said[] = []): Report {
  const report = sampleReport();
  const [like] = report.verdicts;
  if (like === undefined) throw new Error('the sample has no verdict');
  const whole = { complete: true, gaps: [], unproven: null, attested: null };
  return {
    ...report,
    subjects: [...subjects],
    population: ['cluster', 'key'].map((subject_type) => ({ subject_type, seen: 1, ...whole })),
    verdicts: said.map(([rule, id, state]) => ({
      ...like,
      rule,
      subject: { type: id.startsWith('lkc-') ? 'cluster' : 'key', id },
      status: state === 'waived' || state === 'fail' ? 'fail' : 'unknown',
      state,
    })),
  };
}
