import { createHash } from 'node:crypto';
import { AuditError, EXIT } from '../audit-error.ts';
import { byCodePoint } from '../input/code-point.ts';
import { UNSEEN_ORGANIZATION } from '../inventory/organization.ts';
import { absenceFrom } from './absence.ts';
import { type Change, type ChangeClass, type Changes, CLASSES, type Comparison, type State } from './change.ts';
import { type Classified, classify, come, gone, incomparable } from './classify.ts';
import { isAttested, type Report, type ReportedRule, type ReportedVerdict, SEVERITIES, serializeReport } from './schema.ts';

/** A report as far as it is compared: one that is being built has no changes yet. */
export type Comparable = Omit<Report, 'changes'>;

/** The report to compare with, and `sha256:` of the bytes that byok-audit writes it in: those that its manifest vouches for. */
export type Baseline = { report: Report; digest: string };

export const baselineOf = (report: Report): Baseline => ({
  report,
  // canonical JSON of a hundred thousand verdicts takes ten times as long
  digest: `sha256:${createHash('sha256').update(serializeReport(report)).digest('hex')}`,
});

/** What the newer report says of the baseline. @throws AuditError 65 as `compare` does */
export function changesSince({ report, digest }: Baseline, now: Comparable): Changes {
  const { run, tool } = report;
  return {
    baseline: { run_id: run.id, taken_at: run.taken_at, as_of: run.as_of, policy_digest: tool.policy_digest, digest },
    ...compare(report, now),
  };
}

/**
 * Puts each verdict of two reports, matched by fingerprint, into exactly one class.
 * @throws AuditError 65 where the reports are of two organizations, or one of them holds a verdict twice
 */
export function compare(old: Comparable, now: Comparable): Comparison {
  sameOrganization(old, now);
  const changedRules = rulesThatChanged(old, now);
  const [absentBefore, absentNow] = [absenceFrom(old), absenceFrom(now)];
  const classOf = (pair: Pair): Classified => {
    const { was, is } = pair;
    const changed = changedRules.get(tellingOf(pair).rule);
    if (changed !== undefined) return incomparable(was && compared(was), is && compared(is), changed);
    if (was === null) return come(compared(is), absentBefore(is.subject));
    return is === null ? gone(compared(was), absentNow(was.subject)) : classify(compared(was), compared(is));
  };
  const all = pairsOf(old, now).map((pair) => change(pair, classOf(pair)));
  const count = (name: ChangeClass) => all.filter((one) => one.class === name).length;
  return {
    policy_changed: old.tool.policy_digest !== now.tool.policy_digest,
    counts: Object.fromEntries(CLASSES.map((name) => [name, count(name)])) as Comparison['counts'],
    population: populationChanges(old, now),
    list: all.filter((one) => one.class !== 'clear').sort(inOrder),
  };
}

/** A verdict of one report or of both. */
type Pair = { was: ReportedVerdict; is: ReportedVerdict | null } | { was: null; is: ReportedVerdict };

/** The verdict that tells what a pair is about. */
const tellingOf = ({ was, is }: Pair): ReportedVerdict => (was === null ? is : (is ?? was));

function pairsOf(old: Comparable, now: Comparable): Pair[] {
  const [before, after] = [byFingerprint(old), byFingerprint(now)];
  return [
    ...[...before.values()].map((was) => ({ was, is: after.get(was.fingerprint) ?? null })),
    ...[...after.values()].filter(({ fingerprint }) => !before.has(fingerprint)).map((is) => ({ was: null, is })),
  ];
}

/** An organization that was not seen, for want of every list that names it, may be any: all in it was not seen either. */
function sameOrganization(old: Comparable, now: Comparable): void {
  const [one, other] = [old.organization.id, now.organization.id];
  if (one === other || one === UNSEEN_ORGANIZATION || other === UNSEEN_ORGANIZATION) return;
  throw new AuditError(
    EXIT.input,
    `the reports are of two organizations: ${one} (run ${old.run.id}) and ${other} (run ${now.run.id}). Compare reports of the same one.`,
  );
}

function byFingerprint({ verdicts, run }: Comparable): Map<string, ReportedVerdict> {
  const map = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  if (map.size === verdicts.length) return map;
  // one of the two would be lost without a word
  throw new AuditError(
    EXIT.input,
    `the report of run ${run.id} holds two verdicts of one fingerprint: it is not as byok-audit wrote it.`,
  );
}

/** By id, in what way a rule is another one now. Its severity is a weight and changes nothing of what it says. */
function rulesThatChanged(old: Comparable, now: Comparable): Map<string, string> {
  const [before, after] = [old, now].map(({ rules }) => new Map(rules.map((rule) => [rule.id, rule])));
  const changed = new Map<string, string>();
  for (const id of new Set(
    [...old.rules, ...now.rules, ...old.verdicts.map(idOf), ...now.verdicts.map(idOf)].map(({ id }) => id),
  )) {
    const [was, is] = [before?.get(id), after?.get(id)];
    if (was === undefined) changed.set(id, 'The policy has the rule only since.');
    else if (is === undefined) changed.set(id, 'The policy has the rule no longer.');
    else if (meaning(was) !== meaning(is)) changed.set(id, 'The rule says something else now.');
  }
  return changed;
}

const idOf = ({ rule }: ReportedVerdict) => ({ id: rule });
const meaning = ({ subject_type, title, description }: ReportedRule): string =>
  JSON.stringify([subject_type, title, description]);

function stateOf({ status, waiver, attestation }: ReportedVerdict): State {
  if (status === 'fail' && waiver !== null) return 'waived';
  return isAttested({ attestation }) ? 'attested' : status;
}

const compared = (verdict: ReportedVerdict) => ({ ...verdict, state: stateOf(verdict) });

function change(pair: Pair, { class: name, why }: Classified): Change {
  const { was, is } = pair;
  const { fingerprint, rule, severity, subject, message } = tellingOf(pair);
  return {
    class: name,
    fingerprint,
    rule,
    severity,
    subject: { type: subject.type, id: subject.id, name: subject.name, environment: subject.environment },
    was: was && stateOf(was),
    now: is && stateOf(is),
    why,
    message,
    cause: is?.unknown?.cause ?? null,
  };
}

function populationChanges(old: Comparable, now: Comparable): Comparison['population'] {
  // a type that one report says nothing of is not proven to be whole
  const whole = ({ population }: Comparable, type: string) =>
    population.find(({ subject_type }) => subject_type === type)?.complete ?? null;
  return [...new Set([...old.population, ...now.population].map(({ subject_type }) => subject_type))]
    .map((subject_type) => ({ subject_type, was: whole(old, subject_type), now: whole(now, subject_type) }))
    .filter(({ was, now: is }) => was !== is)
    .sort((a, b) => byCodePoint(a.subject_type, b.subject_type));
}

const inOrder = (a: Change, b: Change): number =>
  CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) ||
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  byCodePoint(a.rule, b.rule) ||
  byCodePoint(a.subject.type, b.subject.type) ||
  byCodePoint(a.subject.id, b.subject.id) ||
  byCodePoint(a.fingerprint, b.fingerprint);
