import type { Report } from '../../report/schema.ts';
import { factReaderOf } from '../../report/subject-lookup.ts';
import { determinedShare, failedBefore, findings, newestFindings, unknowns } from './counted.ts';
import type { Family, Sample } from './exposition.ts';
import { END_NAMES, type KeyEnd, keyEnds } from './key-ends.ts';
import { attestationEnds, type Ending, secondsOf, soonest, waiverEnds } from './known-ends.ts';
import { USES } from './labels.ts';

/** What the metrics of a run are made from. */
export type Measured = {
  report: Report;
  /** What the command ends with. */
  exitCode: number;
  /** When the last complete scan before this one was taken, in seconds since 1970; null where that is not known. */
  lastComplete: number | null;
  /** Ends of keys that the scans before this one knew of. */
  endsBefore: readonly KeyEnd[];
};

/** A family as docs/metrics.md describes it: `labels` beside that of the organization, `absent` says when a series is missing. */
type Described = Omit<Family, 'samples'> & {
  labels: readonly string[];
  absent: string;
  samples: (measured: Measured) => readonly Sample[];
};

export const SCANNED = 'byok_audit_scan_timestamp_seconds';
export const LAST_COMPLETE = 'byok_audit_last_complete_scan_timestamp_seconds';
export const KEY_END = 'byok_audit_key_end_timestamp_seconds';

/** Of families with a series for each key or exception, no more series than this: those that end first. */
export const MOST_SERIES = 500;

const NEVER = 'never';

const one = (value: number | null, labels: Sample['labels'] = {}): Sample[] => (value === null ? [] : [{ labels, value }]);
const flag = (is: boolean): number => (is ? 1 : 0);

/** Metrics in the order of the file. A name, a label and the meaning of either never change; new ones may come. */
export const FAMILIES: readonly Described[] = [
  {
    name: 'byok_audit_build_info',
    help: 'The version of byok-audit and the digest of the policy, as labels; always 1.',
    labels: ['version', 'policy_digest'],
    absent: NEVER,
    samples: ({ report: { tool } }) => one(1, { version: tool.version, policy_digest: tool.policy_digest }),
  },
  {
    name: SCANNED,
    help: 'When the evidence was collected. Its age tells whether scans still run.',
    unit: 'seconds',
    labels: [],
    absent: NEVER,
    samples: ({ report }) => one(takenAt(report)),
  },
  {
    name: 'byok_audit_evaluation_timestamp_seconds',
    help: 'The time as of which the evidence was evaluated.',
    unit: 'seconds',
    labels: [],
    absent: NEVER,
    samples: ({ report }) => one(secondsOf(report.run.as_of)),
  },
  {
    name: LAST_COMPLETE,
    help: 'When the last complete scan was taken, by this file and the one that it replaced.',
    unit: 'seconds',
    labels: [],
    absent: 'while no complete scan is known: the file was new, and no scan since was complete',
    samples: (measured) => one(lastComplete(measured)),
  },
  {
    name: 'byok_audit_complete',
    help: 'Whether everything was seen and determined (1) or not (0), whatever the command line tolerates.',
    labels: [],
    absent: NEVER,
    samples: ({ report }) => one(flag(report.summary.complete)),
  },
  {
    name: 'byok_audit_exit_code',
    help: 'The exit code of the run that wrote the file.',
    labels: [],
    absent: NEVER,
    samples: ({ exitCode }) => one(exitCode),
  },
  {
    name: 'byok_audit_subjects',
    help: 'How many subjects of a type were seen.',
    labels: ['type'],
    absent: NEVER,
    samples: ({ report }) => report.population.flatMap(({ subject_type, seen }) => one(seen, { type: subject_type })),
  },
  {
    name: 'byok_audit_environments_left_out',
    help: 'How many environments the configuration leaves out. No other metric counts verdicts on what is in them.',
    labels: [],
    absent: 'in a report that was written before its format had this',
    samples: ({ report: { scope } }) => one(scope?.environments_left_out.length ?? null),
  },
  {
    name: 'byok_audit_population',
    help: 'Whether all subjects of a type were seen: 1 for the one of whole, gaps and unproven that holds, 0 for the others.',
    labels: ['type', 'completeness'],
    absent: NEVER,
    samples: ({ report }) =>
      report.population.flatMap(({ subject_type, complete }) =>
        COMPLETENESS.flatMap(([completeness, value]) => one(flag(complete === value), { type: subject_type, completeness })),
      ),
  },
  {
    name: 'byok_audit_verdicts',
    help: 'How many verdicts are in a state.',
    labels: ['state'],
    absent: NEVER,
    samples: ({ report }) => Object.entries(report.summary.by_state).flatMap(([state, count]) => one(count, { state })),
  },
  {
    name: 'byok_audit_coverage_ratio',
    help: 'The share of the verdicts that apply which were determined.',
    unit: 'ratio',
    labels: [],
    absent: 'where no rule applies to anything: nothing was audited',
    samples: ({ report }) => one(determinedShare(report)),
  },
  {
    name: 'byok_audit_findings',
    help: 'Failures that no waiver covers. One that hides behind an unknown is not among them: see byok_audit_failed_before and byok_audit_unknowns.',
    labels: ['rule', 'severity', 'production'],
    absent: 'for a rule that the policy does not have',
    samples: ({ report }) => findings(report),
  },
  {
    name: 'byok_audit_failed_before',
    help: 'Verdicts that could not be determined, of which the history or the baseline knows that they failed, waived or not.',
    labels: ['rule', 'severity', 'production'],
    absent: 'for a rule that the policy does not have; 0 without a history and a baseline',
    samples: ({ report }) => failedBefore(report),
  },
  {
    name: 'byok_audit_newest_finding_timestamp_seconds',
    help: 'When the newest of these failures was first seen.',
    unit: 'seconds',
    labels: ['rule', 'severity', 'production'],
    absent: 'where there is no such failure, and without a history',
    samples: ({ report }) => newestFindings(report),
  },
  {
    name: 'byok_audit_unknowns',
    help: 'Verdicts that could not be determined, by the cause. What only a person can attest has the cause unsupported.',
    labels: ['rule', 'severity', 'cause'],
    absent: 'where there is no such verdict; byok_audit_verdicts has their number, also while it is 0',
    samples: ({ report }) => unknowns(report),
  },
  {
    name: KEY_END,
    help: 'When a key is deleted or expires, if that is scheduled; by the file that was replaced where it is not known now.',
    unit: 'seconds',
    labels: ['key', 'cloud', 'production', 'in_use', 'end'],
    absent: 'for a key of which no such end is scheduled, or known: see byok_audit_keys_end_unknown',
    samples: (measured) =>
      firstToEnd(keyEnds(measured).known, ({ key, cloud, production, in_use, end }) => ({ key, cloud, production, in_use, end })),
  },
  {
    name: 'byok_audit_keys_end_unknown',
    help: 'How many keys there are of which it is not known whether they are to be deleted, or expire.',
    labels: ['end', 'in_use'],
    absent: NEVER,
    samples: (measured) => {
      const { unknown } = keyEnds(measured);
      return END_NAMES.flatMap((end) =>
        USES.flatMap((in_use) => one(unknown.filter((of) => of.end === end && of.in_use === in_use).length, { end, in_use })),
      );
    },
  },
  {
    name: 'byok_audit_waiver_end_timestamp_seconds',
    help: 'When the last day of a waiver is over.',
    unit: 'seconds',
    labels: ['waiver', 'rule'],
    absent: 'for what is not in the file of waivers',
    samples: ({ report }) => firstToEnd(waiverEnds(report), ({ name, rule }) => ({ waiver: name, rule })),
  },
  {
    name: 'byok_audit_attestation_end_timestamp_seconds',
    help: 'When the last day of an attestation is over.',
    unit: 'seconds',
    labels: ['attestation', 'rule'],
    absent: 'for what is not in the file of attestations',
    samples: ({ report }) => firstToEnd(attestationEnds(report), ({ name, rule }) => ({ attestation: name, rule })),
  },
  {
    name: 'byok_audit_series_left_out',
    help: `How many end dates of keys, waivers and attestations are not in the file, which has at most ${MOST_SERIES} of each kind: the earliest, and of keys in use before those of others.`,
    labels: ['of'],
    absent: NEVER,
    samples: (measured) => [
      ...one(soonest(keyEnds(measured).known, MOST_SERIES).left_out, { of: 'keys' }),
      ...one(soonest(waiverEnds(measured.report), MOST_SERIES).left_out, { of: 'waivers' }),
      ...one(soonest(attestationEnds(measured.report), MOST_SERIES).left_out, { of: 'attestations' }),
    ],
  },
  {
    name: 'byok_audit_quota_limit',
    help: 'The limit of a quota of Confluent Cloud.',
    labels: ['quota'],
    absent: 'where it could not be read',
    samples: ({ report }) => quota(report, 'quota.limit'),
  },
  {
    name: 'byok_audit_quota_used',
    help: 'How much of a quota is used.',
    labels: ['quota'],
    absent: 'where it could not be read, or nothing proves that it is all',
    samples: ({ report }) => quota(report, 'quota.used'),
  },
  {
    name: 'byok_audit_quota_used_at_least',
    help: 'How much of a quota is used at least, whatever could not be read.',
    labels: ['quota'],
    absent: 'where it could not be read',
    samples: ({ report }) => quota(report, 'quota.at_least'),
  },
];

const COMPLETENESS = [
  ['whole', true],
  ['gaps', false],
  ['unproven', null],
] as const;

const takenAt = ({ run }: Report): number | null => secondsOf(run.taken_at);

/** A scan that is evaluated again is no newer than it was. */
function lastComplete({ report, lastComplete: before }: Measured): number | null {
  const own = report.summary.complete ? takenAt(report) : null;
  return own === null || before === null ? (own ?? before) : Math.max(own, before);
}

/** A series for each of the first to end, at the time at which it does. */
const firstToEnd = <T extends Ending>(endings: readonly T[], labelsOf: (ending: T) => Sample['labels']): Sample[] =>
  soonest(endings, MOST_SERIES).first.map((ending) => ({ labels: labelsOf(ending), value: ending.at }));

/** What the report says of the quota of keys: a number, or nothing. */
function quota(report: Report, name: string): Sample[] {
  const organization = report.subjects.find(({ type }) => type === 'organization');
  const fact = organization === undefined ? undefined : factReaderOf(report)(organization, [name]).get(name);
  const value = fact !== undefined && 'value' in fact ? fact.value : null;
  return one(typeof value === 'number' ? value : null, { quota: 'byok.max_keys.per_org' });
}
