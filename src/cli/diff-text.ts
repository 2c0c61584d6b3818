import {
  appearedInWords,
  type ChangeKind,
  countsInWords,
  detail,
  isAboutFailure,
  lost,
  sections,
  takenInWords,
  wholenessInWords,
} from '../render/changes.ts';
import { visible } from '../render/visible.ts';
import type { Comparison } from '../report/change.ts';
import { plural } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { label, pageOf, SEVERITY_STYLE, type Style } from './lines.ts';

const LEAST_SUBJECTS = 3;
const MOST_SUBJECTS = 10;

const STYLE: Partial<Record<ChangeKind, Style>> = {
  new: 'red',
  worsened: 'red',
  newly_unknown: 'yellow',
  incomparable: 'yellow',
  resolved: 'green',
};

/** What changed between two reports, for a person. */
export function diffText(old: Report, now: Report, comparison: Comparison, how: { width: number; color: boolean }): string {
  const { lines, paint, say } = pageOf(how);
  const { id, name } = now.organization;
  say(visible(name === null ? `Organization ${id}` : `Organization ${name} ${id}`));
  say(visible(`old: ${takenInWords(old.run)}, run ${old.run.id}`));
  say(visible(`new: ${takenInWords(now.run)}, run ${now.run.id}`));
  lines.push('');
  say(paint('bold', `${countsInWords(comparison)}.`));
  if (comparison.policy_changed) say('The two were evaluated with different policies.', 2);
  for (const note of [...comparison.population.map(wholenessInWords), ...appearedInWords(comparison)]) say(visible(note), 2);

  const changed = sections(comparison);
  for (const { name: kind, heading, count, rules, disappeared, others } of changed) {
    lines.push('');
    say(`${paint(STYLE[kind] ?? 'bold', heading)} (${count})`);
    for (const { rule, severity, changes } of rules) {
      say(
        visible(`${severity.padEnd(8)} ${rule} (${changes.length})`).replace(severity, paint(SEVERITY_STYLE[severity], severity)),
        2,
      );
      const most = Math.min(MOST_SUBJECTS, Math.max(LEAST_SUBJECTS, changes.filter(isAboutFailure).length));
      for (const change of changes.slice(0, most)) say(visible(`${label(change.subject)}: ${detail(change)}`), 4);
      if (changes.length > most) say(`and ${changes.length - most} more`, 4);
    }
    for (const { subject, why, count: verdicts, failed } of disappeared.slice(0, MOST_SUBJECTS))
      say(visible(`${label(subject)}: ${why} ${lost(verdicts, failed)}`), 2);
    if (disappeared.length > MOST_SUBJECTS) say(`and ${disappeared.length - MOST_SUBJECTS} more subjects`, 2);
    if (others > 0) say(plural(others, 'verdict that is not a failure', 'verdicts that are not failures'), 2);
  }
  if (changed.length === 0) say('Nothing else changed.');
  return `${lines.join('\n')}\n`;
}
