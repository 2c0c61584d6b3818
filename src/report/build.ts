import { createHash } from 'node:crypto';
import type { Attestation } from '../config/attestation.ts';
import type { Exceptions } from '../config/exception.ts';
import type { Config } from '../config/schema.ts';
import type { Waiver } from '../config/waiver.ts';
import { parameterValues } from '../evaluate/catalogue.ts';
import { controlsOf } from '../evaluate/framework.ts';
import type { Policy } from '../evaluate/policy.ts';
import type { Verdict } from '../evaluate/verdict.ts';
import { shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import { utcOrNull } from '../input/time.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { SUBJECT_TYPES, type Subject } from '../subjects/schema.ts';
import type { Scope } from '../subjects/scope.ts';
import { absenceFrom } from './absence.ts';
import { attest } from './attestations.ts';
import { type Baseline, type Comparable, changesSince } from './diff.ts';
import { reportedFrameworks } from './frameworks.ts';
import { limitsOf } from './limits.ts';
import { type EarlierScans, type FailedAt, firstSeen } from './past.ts';
import { withParameters } from './remedy.ts';
import {
  type Location,
  type Population,
  REPORT_VERSION,
  type Report,
  type ReportedSubject,
  type ReportedVerdict,
  type UnsettledVerdict,
} from './schema.ts';
import { isFailing, stateOf } from './state.ts';
import { subjectKey, summarize } from './summary.ts';
import { blankSubject, unseenSubjects, unseenVerdicts } from './unseen.ts';
import { productionOf, reportedVerdict } from './verdict.ts';
import { waive } from './waivers.ts';

export type ReportInput = {
  version: string;
  snapshot: Snapshot;
  /** `sha256:` of the snapshot's canonical bytes. */
  snapshotDigest: string;
  config: Config;
  policy: Policy;
  inventory: Inventory;
  subjects: readonly Subject[];
  scope: Scope;
  verdicts: readonly Verdict[];
  as_of: string;
  waivers: Exceptions<Waiver>;
  attestations: Exceptions<Attestation>;
  /** Where the repository declares a subject, by its id. */
  locate: (id: string) => Location | null;
  /** Null without a history. */
  earlier: EarlierScans | null;
  /** What the user was warned of, kept as limits of the audit. */
  warnings: readonly string[];
  /** What to compare with. */
  baseline?: Baseline | null;
};

/**
 * Puts the record together. Nothing here fetches or judges; the same input gives the same bytes.
 * @throws AuditError 65 where the baseline is of another organization
 */
export function buildReport(input: ReportInput): Report {
  const report = recordOf(input);
  return { ...report, changes: input.baseline == null ? null : changesSince(input.baseline, report) };
}

function recordOf(input: ReportInput): Comparable {
  const { snapshot, policy, inventory, config, as_of, baseline, waivers, attestations } = input;
  const parameters = parameterValues(policy.catalogue, config.parameters);
  const rules = new Map(policy.catalogue.rules.map((rule) => [rule.id, rule]));
  const subjects = new Map(input.subjects.map((subject) => [subjectKey(subject), subject]));
  const judged = input.verdicts.map((verdict) => {
    const rule = rules.get(verdict.rule);
    const subject = subjects.get(subjectKey(verdict.subject));
    if (rule === undefined || subject === undefined)
      throw new Error(`a verdict of ${verdict.rule} on ${verdict.subject.id}, which nobody asked for`);
    return reportedVerdict(verdict, rule, subject, inventory.organization.id);
  });
  const population = inventory.populations.list;
  const { organization } = inventory;
  const scope = { left_out: input.scope.left_out };
  const seen = [...input.subjects].sort(bySubject).map((subject) => reportedSubject(subject, input.locate(subject.id)));
  const absence = absenceFrom({ organization, scope, population, subjects: seen });
  const unseen = unseenVerdicts(
    [...(input.earlier?.verdicts.values() ?? []), ...(baseline?.report.verdicts ?? [])],
    judged,
    rules,
    population,
    (subject) => absence(subject) === 'not_seen',
  );
  const about = { population, rules: policy.catalogue.rules, as_of, isSeen: (of: Named) => subjects.has(subjectKey(of)) };
  const attested = attest(attestations.entries, { verdicts: [...judged, ...unseen], ...about }, failedIn(input));
  const waived = waive(waivers.entries, { verdicts: attested.verdicts, ...about });
  const unseenOnes = unseenSubjects(unseen).map((subject) => ({
    ...blankSubject(subject),
    location: input.locate(subject.id),
  }));
  // what a person attests is no longer open, and has no age
  const verdicts = waived.verdicts
    .map(({ rule, subject, status, ...verdict }) => {
      const settled = { rule, subject, status, ...verdict };
      return { rule, subject, status, state: stateOf(settled), ...verdict, first_seen: openSince(settled, input) };
    })
    .sort(byRule);
  const digests = [
    ...[input.snapshotDigest, policy.digest, config.digest, waivers.digest, attestations.digest],
    ...[input.earlier?.digest ?? 'none', as_of],
    ...(baseline == null ? [] : [`baseline ${baseline.report.run.id} ${baseline.digest}`]),
  ];
  return {
    schema_version: REPORT_VERSION,
    tool: { name: 'byok-audit', version: input.version, policy_digest: policy.digest },
    run: { id: runId(digests), taken_at: snapshot.taken_at, as_of },
    organization,
    summary: summarize(verdicts, population, input.scope),
    rules: policy.catalogue.rules.map(
      ({
        parameters: _,
        messages: __,
        evidence: ___,
        applies_by: ____,
        reads: _____,
        remediation: { summary, ...ways },
        ...rule
      }) => ({
        ...rule,
        remediation: summary,
        ways: withParameters(ways, parameters),
        controls: controlsOf(policy.catalogue.frameworks, rule.id),
      }),
    ),
    frameworks: reportedFrameworks(policy.catalogue, verdicts, population),
    limits: [...limitsOf(config, seen, input.earlier !== null), ...attestedLimit(population, attestations), ...input.warnings],
    waivers: waived.waivers,
    attestations: attested.attestations,
    subjects: [...seen, ...unseenOnes].sort(bySubject),
    scope,
    memory: input.earlier === null ? null : { scans: input.earlier.scans, unread: input.earlier.unread },
    population,
    once_whole: onceWhole(input),
    verdicts,
  };
}

/** Null where no history says so. */
const openSince = (verdict: UnsettledVerdict, { earlier, snapshot: { taken_at } }: ReportInput): string | null =>
  earlier === null || earlier.unread
    ? null
    : firstSeen(verdict, earlier.verdicts.get(verdict.fingerprint), utcOrNull(taken_at) ?? taken_at);

/** By the history, or by the baseline. */
function failedIn({ earlier, baseline }: ReportInput): FailedAt {
  const report = baseline?.report;
  const failing = new Set(report?.verdicts.flatMap(({ fingerprint, state }) => (isFailing(state) ? [fingerprint] : [])));
  return (verdict) => {
    if (earlier?.unread === true) return 'unread';
    const recorded = earlier?.verdicts.get(verdict.fingerprint)?.last_failed_at ?? null;
    const times = [recorded, failing.has(verdict.fingerprint) ? (report?.run.taken_at ?? null) : null];
    return (
      times
        .filter((time) => time !== null)
        .sort((a, b) => Date.parse(a) - Date.parse(b))
        .at(-1) ?? null
    );
  };
}

function onceWhole({ inventory, earlier, baseline }: ReportInput): string[] {
  const of = (populations: readonly Population[]) =>
    populations.filter(({ complete }) => complete === true).map(({ subject_type }) => subject_type);
  const before = baseline == null ? [] : (baseline.report.once_whole ?? of(baseline.report.population));
  return [...new Set([...of(inventory.populations.list), ...(earlier?.whole ?? []), ...before])].sort(byCodePoint);
}

type Named = { type: string; id: string };
const rank = ({ type }: Named): number => (SUBJECT_TYPES as readonly string[]).indexOf(type);
const bySubject = (a: Named, b: Named): number => rank(a) - rank(b) || byCodePoint(a.id, b.id);

const byRule = (a: ReportedVerdict, b: ReportedVerdict): number =>
  byCodePoint(a.rule, b.rule) || byCodePoint(a.subject.type, b.subject.type) || byCodePoint(a.subject.id, b.subject.id);

const runId = (digests: (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(digests)).digest('hex').slice(0, 32);

/** What counts as proven by nothing but a person's word. */
function attestedLimit(population: readonly Population[], { entries }: Exceptions<Attestation>): string[] {
  const record = entries.find(({ id }) => population.some(({ attested }) => attested === id));
  return record === undefined
    ? []
    : [
        `Confluent's count of environments proves nothing here. That everything was listed is attested by ${record.attested_by} on ${record.attested_at} (${record.id}).`,
      ];
}

function reportedSubject(subject: Subject, location: Location | null): ReportedSubject {
  const environment = subject.type === 'cluster' ? subject.environment : null;
  const { type, id, name } = subject;
  const blank = { ...blankSubject({ type, id, name, environment, production: productionOf(subject) }), seen: true, location };
  if (subject.type === 'cluster') {
    return {
      ...blank,
      environment_name: subject.environment_name,
      cloud: shown(subject.cloud) ?? null,
      region: shown(subject.region) ?? null,
      kind: shown(subject.kind) ?? null,
      encryption: shown(subject.encryption) ?? null,
      key: shown(subject.key.id) ?? null,
      kms_name: shown(subject.key.kms_name) ?? null,
      state: shown(subject.phase) ?? null,
    };
  }
  if (subject.type === 'key') {
    return {
      ...blank,
      cloud: shown(subject.provider) ?? null,
      region: shown(subject.kms.region) ?? null,
      kms_name: shown(subject.kms_name) ?? null,
      state: shown(subject.kms.state) ?? null,
      clusters: shown(subject.clusters) ?? null,
    };
  }
  return blank;
}
