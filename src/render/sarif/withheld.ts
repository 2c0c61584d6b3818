import { isNamed } from '../../report/absence.ts';
import type { Alerts } from '../../report/alerts.ts';
import type { Change } from '../../report/change.ts';
import type { Report } from '../../report/schema.ts';
import { isAlert } from '../../report/state.ts';
import { visible } from '../visible.ts';
import type { Placed } from './place.ts';

const REMEDY = 'a history (byok-audit scan --history) or a baseline';

/**
 * Why the file must not be uploaded: GitHub closes each alert that is not in it, and one with another category or path is another
 * alert. Null where nothing keeps it from being.
 * @param placeOf of each alert that is reported; null where no file of the repository can be named
 */
export function reasonToWithhold(
  report: Report,
  { alerts, leftOut }: Alerts,
  placeOf: (alert: Alerts['alerts'][number]) => Placed | null,
): string | null {
  const { population, changes, history, once_whole } = report;
  if (!isNamed(report))
    return 'no list names the organization, and so not the category of its alerts: GitHub would open each of them again in another';
  // where an earlier scan saw all of them, what is not seen now has unknowns, which keep its alerts open
  const unprotected = population.filter(({ subject_type }) => once_whole?.includes(subject_type) !== true);
  const gap = unprotected.find(({ complete, gaps }) => complete === false || gaps.length > 0);
  if (gap !== undefined)
    return `not every ${gap.subject_type} was seen, and GitHub would close the alerts of those that were not; ${REMEDY} in which an earlier scan saw all of them would keep them open`;
  const unproven = history?.unread === true ? unprotected.find(({ complete }) => complete !== true) : undefined;
  if (unproven !== undefined)
    return `the history could not be read, and nothing proves that every ${unproven.subject_type} was seen: GitHub would close the alerts of those that were not`;
  const lost = changes?.list.find((change) => change.class === 'newly_unknown' && change.now === null && hadAlert(change));
  if (lost !== undefined)
    return `${visible(lost.subject.id)}, which the baseline knows, was not seen, and GitHub would close its alerts`;
  // which of them GitHub has is what has been open for longest
  if (history?.unread === true && alerts.length > 0 && (changes === null || leftOut.length > 0))
    return 'the history could not be read, which says under which path each alert was opened: under another GitHub would close it and open it again';
  const isFirst = changes === null && (history?.scans ?? 0) === 0;
  if (isFirst && leftOut.some(({ unanswered }) => unanswered > 0))
    return `there are more alerts than GitHub keeps, and nothing says which of the unknowns hide a failure whose alert is open; ${REMEDY} would`;
  const nowhere = alerts.find((alert) => placeOf(alert) === null);
  if (nowhere !== undefined)
    return `no file of the repository can be named for ${visible(nowhere.subject.id)}; use a configuration file inside the repository (byok-audit init)`;
  return null;
}

const hadAlert = ({ was }: Change): boolean => was !== null && isAlert(was);
