import { hash } from 'node:crypto';
import { cloudOf, type KmsName } from '../clouds/index.ts';
import type { Attestation } from '../config/attestation.ts';
import type { Exceptions } from '../config/exception.ts';
import type { Config } from '../config/schema.ts';
import type { Waiver } from '../config/waiver.ts';
import { type Catalogue, type CatalogueRule, controlsOf } from '../evaluate/catalogue.ts';
import type { Policy } from '../evaluate/policy.ts';
import { shown } from '../facts/fact.ts';
import { byCodePoint } from '../input/code-point.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Scope } from '../subjects/scope.ts';
import { absenceFrom } from './absence.ts';
import { checklistsFor } from './checklists.ts';
import { collectedAs } from './collected-as.ts';
import { type Baseline, type Comparable, changesSince } from './diff.ts';
import { countsByRule, reportedFrameworks } from './frameworks.ts';
import { limitsOf, limitsOnHolders } from './limits.ts';
import { withObstacles } from './obstacles.ts';
import type { EarlierScans } from './past.ts';
import type { Locate } from './place.ts';
import { withRemedies } from './remedy.ts';
import { type Population, REPORT_VERSION, type Report, type ReportedRule } from './schema.ts';
import { placesOf, reportedScope } from './scope.ts';
import { type Evaluated, ReportSubjects } from './seen-subjects.ts';
import { isOpen, settledIn } from './settled.ts';
import { subjectsOf } from './subject-lookup.ts';
import { summarize } from './summary.ts';
import { type KnownVerdict, unseen } from './unseen.ts';
import { VerdictColumns } from './verdict-columns.ts';
import { worstIn } from './worst.ts';

export type ReportInput = {
  version: string;
  /** `sha256:` of the snapshot's canonical bytes. */
  snapshotDigest: string;
  config: Config;
  policy: Policy;
  inventory: Inventory;
  scope: Scope;
  /** What the policy says of every subject. */
  evaluated: Evaluated;
  as_of: string;
  waivers: Exceptions<Waiver>;
  attestations: Exceptions<Attestation>;
  /** Where the repository declares a subject. */
  locate: Locate;
  /** Null without a history. */
  earlier: EarlierScans | null;
  /** What the user was warned of, kept as limits of the audit. */
  warnings: readonly string[];
  /** From how many verdicts on the report is made while it is read. */
  large?: number;
  /** What to compare with. */
  baseline?: Baseline | null;
};

/**
 * Puts the record together. Nothing here fetches or evaluates; the same input gives the same bytes.
 * @throws AuditError 65 where the baseline is of another organization
 */
export function buildReport(input: ReportInput): Report {
  const { policy, inventory, config, as_of, baseline, waivers, attestations } = input;
  const { organization, snapshot } = inventory;
  const rules = new Map(policy.catalogue.rules.map((rule) => [rule.id, rule]));
  const { seen, columns } = input.evaluated;
  const found = new VerdictColumns(columns, organization.id);
  const population = inventory.populations.list;
  const nameOf = kmsNamesIn(inventory);
  const scope = reportedScope(input.scope, policy.catalogue, config.parameters, placesOf(seen.heads, nameOf));
  const absence = absenceFrom({ organization, scope, population, subjects: seen.heads });
  const notSeen = unseen(
    [...(input.earlier?.verdicts.values() ?? []), ...knownTo(baseline ?? null)],
    found,
    rules,
    population,
    (subject) => absence(subject) === 'not_seen',
  );
  const located = notSeen.subjects.map((subject) => ({ ...subject, ...input.locate(subject) }));
  const subjects = new ReportSubjects(seen, located);
  const about = { population, rules: policy.catalogue.rules, as_of, subjectOf: subjectsOf({ subjects }) };
  const all = found.and(notSeen.verdicts, about.subjectOf);
  const places = all.where(isOpen(waivers, attestations));
  const reported = policy.catalogue.rules.map((rule) => reportedRule(rule, policy.catalogue));
  const open = settledIn(places.map(all.at), input, about, reported);
  const { verdicts: referring, obstacles } = withObstacles(open.verdicts, {
    subjectOf: about.subjectOf,
    rules,
    partsOf: (kms_name) => namePartsOf(nameOf(kms_name)),
    settings: config,
  });
  const { verdicts: changed, remedies } = withRemedies(referring, policy.catalogue.rules);
  const verdicts = all.with(places, changed);
  const isLarge = verdicts.length >= (input.large ?? LARGE);
  const digests = {
    snapshot: input.snapshotDigest,
    configuration: config.digest,
    waivers: waivers.digest,
    attestations: attestations.digest,
    history: input.earlier?.digest ?? null,
  };
  const inputs = [
    ...[digests.snapshot, policy.digest, digests.configuration, digests.waivers, digests.attestations],
    ...[digests.history ?? 'none', as_of],
    ...(baseline == null ? [] : [`baseline ${baseline.report.run.id} ${baseline.digest}`]),
  ];
  const { taken_at, interrupted_at } = snapshot;
  const run = { id: runId(inputs), taken_at, as_of, interrupted_at, collected_as: collectedAs(snapshot.collected_as), digests };
  const listed = { subjects: seen.heads, population };
  const limits = [...input.warnings, ...limitsOf(config, listed, input.earlier !== null, attestations.entries)];
  const report: Comparable = {
    schema_version: REPORT_VERSION,
    tool: { name: 'byok-audit', version: input.version, policy_digest: policy.digest },
    run,
    organization,
    classification: config.classification,
    scope,
    summary: summarize({ run, verdicts, population }, input.scope),
    worst: worstIn({ subjects, verdicts }),
    rules: reported,
    frameworks: reportedFrameworks(policy.catalogue, { counts: countsByRule(verdicts.counted()), population, scope }),
    remedies,
    checklists: checklistsFor(remedies, policy.catalogue),
    obstacles,
    limits,
    limits_on_holders: limitsOnHolders(limits, listed),
    waivers: open.waivers,
    attestations: open.attestations,
    subjects: isLarge ? subjects : [...subjects],
    sources: seen.sources,
    history: input.earlier === null ? null : { scans: input.earlier.scans, unread: input.earlier.unread },
    population,
    once_whole: onceWhole(input),
    verdicts: isLarge ? verdicts : [...verdicts],
  };
  return { ...report, changes: baseline == null ? null : changesSince(baseline, report) };
}

/** The names of KMS keys, taken apart. */
function kmsNamesIn({ snapshot, legacyKeys }: Inventory): (kms_name: string) => KmsName | undefined {
  const all = [...snapshot.confluent.keys.seen, ...legacyKeys].flatMap(({ kms }) => shown(kms) ?? []);
  const names = new Map(all.map((kms) => [kms.name, kms]));
  return (kms_name) => names.get(kms_name);
}

const namePartsOf = (name: KmsName | undefined): Readonly<Record<string, string>> =>
  name === undefined ? {} : cloudOf(name).names.parts(name);

/** With fewer verdicts than this the lists of a report are simply made: they are read more than once. */
const LARGE = 20_000;

/** The verdicts that a baseline has, each with the names of its subject. */
function knownTo(baseline: Baseline | null): KnownVerdict[] {
  if (baseline === null) return [];
  const subjectOf = subjectsOf(baseline.report);
  return baseline.report.verdicts.map(({ rule, fingerprint, subject }) => ({ rule, fingerprint, subject: subjectOf(subject) }));
}

const reportedRule = (rule: CatalogueRule, { frameworks }: Catalogue): ReportedRule => ({
  id: rule.id,
  subject_type: rule.subject_type,
  title: rule.title,
  severity: rule.severity,
  description: rule.description,
  rationale: rule.rationale,
  remediation: rule.remediation.summary,
  references: rule.references,
  controls: controlsOf(frameworks, rule.id),
  unit: rule.unit ?? null,
  declared_in: rule.declared_in ?? [],
  every_region: rule.every_region ?? false,
});

function onceWhole({ inventory, earlier, baseline }: ReportInput): string[] {
  const of = (populations: readonly Population[]) =>
    populations.filter(({ complete }) => complete === true).map(({ subject_type }) => subject_type);
  const before = baseline == null ? [] : (baseline.report.once_whole ?? of(baseline.report.population));
  return [...new Set([...of(inventory.populations.list), ...(earlier?.whole ?? []), ...before])].sort(byCodePoint);
}

const runId = (digests: (string | null)[]): string => hash('sha256', JSON.stringify(digests)).slice(0, 32);
