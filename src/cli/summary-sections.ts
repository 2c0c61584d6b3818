import { aboutWhat, daysLeft } from '../render/exception-words.ts';
import { examplesInWords, sourceInWords, waitingInWords } from '../render/obstacle-words.ts';
import { byRule } from '../render/rules.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import type { Obstacle, Report } from '../report/schema.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { cut, label, type pageOf, SEVERITY_STYLE } from './lines.ts';

/** How much of each part is shown. */
export type Limits = {
  /** Rules that fail, and failures of each. */
  rules: number;
  each: number;
  /** Causes of what could not be determined or needs an attestation, and whether with what to do. */
  causes: number;
  remedies: boolean;
  /** Exceptions that apply; reasons why the audit is incomplete. */
  others: number;
  files: number;
  /** Lines that one sentence may take. */
  wrapped: number;
};

export const EVERYTHING: Limits = {
  rules: Infinity,
  each: Infinity,
  causes: Infinity,
  remedies: true,
  others: Infinity,
  files: Infinity,
  wrapped: Infinity,
};

const SCREEN: Limits = { rules: 40, each: 3, causes: 40, remedies: true, others: 40, files: 10, wrapped: 6 };
const short = (rules: number, causes: number, remedies = true): Limits => ({
  ...{ rules, each: 0, causes, remedies, files: 5, wrapped: 1 },
  others: Math.min(3, causes),
});
/** From what suits a small organization down to what fits a screen whatever happened. */
export const LIMITS: readonly [Limits, ...Limits[]] = [
  SCREEN,
  { ...SCREEN, each: 1, wrapped: 4 },
  { ...SCREEN, each: 1, wrapped: 2, others: 3 },
  ...[short(14, 5), short(12, 4), short(10, 4), short(9, 3), short(8, 3), short(7, 3), short(6, 3), short(6, 3, false)],
  ...[short(5, 3, false), short(4, 2, false), short(3, 2, false), short(2, 1, false), { ...short(1, 1, false), files: 1 }],
];

/** How to see what is left out. */
export const ALL = '; --verbose for all';

type Inner = { page: ReturnType<typeof pageOf>; width: number; limits: Limits; tell: (text: string, indent?: number) => void };

/** The failures by rule, the most severe first. */
export function failures(report: Report, { page: { lines, paint, say }, width, limits, tell }: Inner): void {
  const found = byRule(
    report,
    report.verdicts.filter(({ state }) => state === 'fail'),
  );
  if (found.length === 0) return;
  const subjectOf = subjectsOf(report);
  lines.push('', paint('bold', 'Failures'));
  for (const { rule, verdicts } of found.slice(0, limits.rules)) {
    const named = `${rule.id} (${verdicts.length})`;
    const [first] = limits.each === 0 ? verdicts : [];
    const brief = first === undefined ? named : `${named} ${label(subjectOf(first.subject))}: ${first.message}`;
    const severity = rule.severity.padEnd(8);
    say(
      `${paint(SEVERITY_STYLE[rule.severity], severity)} ${cut(visible(brief), limits.wrapped * width - severity.length - 3)}`,
      2,
    );
    for (const { message, subject } of verdicts.slice(0, limits.each)) tell(`${label(subjectOf(subject))}: ${message}`, 4);
    if (limits.each > 1 && verdicts.length > limits.each) say(`and ${verdicts.length - limits.each} more`, 4);
  }
  const more = found.length - limits.rules;
  if (more > 0) say(`and ${plural(more, 'more rule')}${ALL}`, 2);
}

/** What kept verdicts from being determined: one entry a cause, since one missing permission may hide many verdicts. */
export function undetermined(report: Report, inner: Inner): void {
  const { page, limits, tell } = inner;
  const broken = byRule(
    report,
    report.verdicts.filter(({ state }) => state === 'error'),
  );
  const isForAPerson = ({ cause }: Obstacle) => cause === 'unsupported';
  const unanswered = report.obstacles.filter((obstacle) => !isForAPerson(obstacle));
  if (broken.length + unanswered.length > 0) page.lines.push('', page.paint('bold', 'Could not be determined'));
  for (const { rule, verdicts } of broken.slice(0, limits.causes))
    tell(`${plural(verdicts.length, 'verdict')}: ${rule.id} broke`, 2);
  if (broken.length > limits.causes) page.say(`and ${plural(broken.length - limits.causes, 'more broken rule')}${ALL}`, 2);
  causes(unanswered, inner);
  const attestable = report.obstacles.filter(isForAPerson);
  if (attestable.length > 0) page.lines.push('', page.paint('bold', 'Needs attestation'));
  causes(attestable, inner);
}

function causes(obstacles: readonly Obstacle[], { page, limits, tell }: Inner): void {
  for (const obstacle of obstacles.slice(0, limits.causes)) {
    tell(`${what(obstacle)}: ${waitingInWords(obstacle)}`, 2);
    if (!limits.remedies) continue;
    if (limits.wrapped > 1) tell(examplesInWords(obstacle), 4);
    tell(`→ ${obstacle.remedy.text}`, 4);
    if (limits === EVERYTHING)
      for (const text of [...obstacle.remedy.cli, ...obstacle.remedy.paste.map((snippet) => snippet.text)])
        page.verbatim(text, 6);
  }
  const more = obstacles.length - limits.causes;
  if (more > 0) page.say(`and ${plural(more, 'more cause')}${ALL}`, 2);
}

/** `denied: kms:DescribeKey`, or what one of the subjects says. */
function what({ cause, source, permission, examples: [first] }: Obstacle): string {
  const called = source === null ? (first?.call ?? first?.detail ?? '') : sourceInWords(source);
  const needed = permission !== null && cause === 'denied' && !called.endsWith(permission) ? ` (needs ${permission})` : '';
  return `${cause.replaceAll('_', ' ')}: ${called}${needed}`;
}

export function answered(report: Report, { page: { lines, paint, say }, limits, tell }: Inner): void {
  const all = [
    ...report.waivers.map((one) => ({ one, what: 'waived', by: one.record.owner })),
    ...report.attestations.map((one) => ({ one, what: 'attested', by: one.record.attested_by })),
  ].filter(({ one }) => one.state === 'applied');
  if (all.length === 0) return;
  lines.push('', paint('bold', 'Waivers and attestations'));
  for (const { one, what: how, by } of all.slice(0, limits.others)) {
    const count = one.matches.filter(({ applied }) => applied).length;
    tell(`${one.record.id}: ${aboutWhat(one)}: ${count} ${how} by ${by}, ${daysLeft(one.days_left)}`, 2);
  }
  if (all.length > limits.others) say(`and ${all.length - limits.others} more${ALL}`, 2);
}
