import { bySeverity, SEVERITIES, severityRank } from '../evaluate/severity.ts';
import { byCodePoint } from '../input/code-point.ts';
import { daysLeftOf } from './days-left.ts';
import type { Report, ReportedVerdict } from './schema.ts';
import { entriesIn, subjectFinder } from './subject-lookup.ts';
import { subjectName } from './subject-name.ts';
import { type Named, type SubjectHead, subjectKey } from './subject-order.ts';
import type { Worst, WorstItem } from './worst-schema.ts';

const MOST_ITEMS = 20;
const MOST_HEADLINES = 3;

/** What is known to be no production comes last. */
export const PRODUCTION = [true, null, false];

/** A failure that no waiver covers. */
type Failure = Pick<ReportedVerdict, 'rule' | 'severity' | 'message' | 'headline' | 'evidence'> & { subject: SubjectHead };

/** What fails on one KMS key and on the clusters that use it, or on a subject that uses none. @property head null of a key that was not listed */
type Group = { subject: Named; head: SubjectHead | null; failures: Failure[] };

type Seen = Pick<Report, 'subjects' | 'verdicts'>;

/**
 * What fails, by what it fails on: the most severe first, then production, what has fewer days left, what takes more clusters
 * along, and by id. Days are read of those only that may be among the first.
 */
export function worstIn(report: Seen): Worst {
  const groups = groupsIn(report);
  const ranked = Map.groupBy(groups, rankOf);
  const daysOf = daysLeftOf(report);
  const first: Measured[] = [];
  for (const rank of [...ranked.keys()].sort((a, b) => a - b)) {
    if (first.length >= MOST_ITEMS) break;
    const alike = (ranked.get(rank) ?? []).map((group) => measured(group, daysOf));
    first.push(...alike.sort(byUrgency).slice(0, MOST_ITEMS));
  }
  const find = subjectFinder(report);
  return { items: first.slice(0, MOST_ITEMS).map((one) => itemOf(one, find)), count: groups.length };
}

function groupsIn(report: Seen): Group[] {
  const find = subjectFinder(report);
  const groups = new Map<string, Group>();
  for (const { rule, subject, body, message } of entriesIn(report, ['fail'])) {
    const about = keyOf(subject, find);
    const same = about.head?.kms_name ?? subject.kms_name;
    const place = about.subject.type === 'key' && same !== null ? `key ${same}` : subjectKey(about.subject);
    const group = groups.get(place) ?? { ...about, failures: [] };
    groups.set(place, group);
    // one KMS key may be registered twice
    if (about.head !== null && (group.head === null || byCodePoint(about.head.id, group.head.id) < 0))
      Object.assign(group, about);
    const { severity, headline, evidence } = body;
    group.failures.push({ rule, subject, message, severity, headline, evidence });
  }
  return [...groups.values()];
}

type Find = ReturnType<typeof subjectFinder>;

/** What the failures of a subject are put together by: its key, or itself. */
function keyOf(subject: SubjectHead, find: Find): Pick<Group, 'subject' | 'head'> {
  if (subject.type !== 'cluster' || subject.key === null)
    return { subject: { type: subject.type, id: subject.id }, head: subject };
  const key = { type: 'key', id: subject.key };
  return { subject: key, head: find(key) ?? null };
}

const severityOf = (failures: readonly Failure[]): number =>
  failures.reduce<number>((worst, { severity }) => Math.min(worst, severityRank(severity)), SEVERITIES.length);

/** Of a key that was not listed, that of its clusters. */
function productionOf({ head, failures }: Group): boolean | null {
  if (head !== null) return head.production;
  const of = failures.map(({ subject }) => subject.production);
  return PRODUCTION.find((production) => of.includes(production)) ?? null;
}

const rankOf = (group: Group): number => severityOf(group.failures) * PRODUCTION.length + PRODUCTION.indexOf(productionOf(group));

/** @property failures those that weigh most first, each with the days that it leaves @property clusters how many are on the key */
type Measured = Omit<Group, 'failures'> & {
  failures: (Failure & { days: number })[];
  production: boolean | null;
  days: number;
  clusters: number;
};

function measured(group: Group, daysOf: ReturnType<typeof daysLeftOf>): Measured {
  const { subject, head } = group;
  const failures = group.failures.map((failure) => ({ ...failure, days: daysOf(failure) ?? Infinity }));
  failures.sort(
    (a, b) =>
      bySeverity(a, b) ||
      Number(a.subject.type !== subject.type) - Number(b.subject.type !== subject.type) ||
      inOrder(a.days, b.days) ||
      byCodePoint(a.rule, b.rule) ||
      byCodePoint(a.subject.id, b.subject.id),
  );
  const days = failures.reduce((fewest, failure) => Math.min(fewest, failure.days), Infinity);
  const { clusters, more } = clustersOn(group);
  return { subject, head, failures, production: productionOf(group), days, clusters: clusters.length + more };
}

/** Fewer days first; of two without a deadline none is. */
export const inOrder = (a: number, b: number): number => (a === b ? 0 : a - b);

const byUrgency = (a: Measured, b: Measured): number =>
  inOrder(a.days, b.days) || b.clusters - a.clusters || byCodePoint(a.subject.id, b.subject.id);

/** Where the clusters on a key are not known, those of which something fails. */
function clustersOn({ subject, head, failures }: Pick<Group, 'subject' | 'head'> & { failures: readonly Failure[] }) {
  if (subject.type !== 'key') return { clusters: [], more: 0 };
  if (head?.clusters != null) return { clusters: head.clusters, more: head.more_clusters };
  const seen = new Set(failures.flatMap((failure) => (failure.subject.type === 'cluster' ? [failure.subject.id] : [])));
  return { clusters: [...seen].sort(byCodePoint), more: 0 };
}

function itemOf(group: Measured, find: Find): WorstItem {
  const { subject, head, failures, production, days } = group;
  const { clusters, more } = clustersOn(group);
  const byRule = [...Map.groupBy(failures, ({ rule }) => rule).values()];
  const named = clusters.slice(0, MOST_CLUSTERS).map((id) => ({ id, name: find({ type: 'cluster', id })?.name ?? null }));
  return {
    subject,
    name: head === null ? null : subjectName(head),
    production,
    severity: failures[0]?.severity ?? 'info',
    days: days === Infinity ? null : days,
    headlines: byRule.slice(0, MOST_HEADLINES).flatMap((of) => headlineOf(of, subject)),
    more_headlines: Math.max(0, byRule.length - MOST_HEADLINES),
    clusters: named,
    more_clusters: more + clusters.length - named.length,
    verdicts: failures.length,
  };
}

/** As many as a subject names of a long list. */
const MOST_CLUSTERS = 10;

/** What one rule says of a key, or of the clusters on it. Reports that are older have no headlines, and say it in a sentence. */
function headlineOf([first, ...others]: readonly Failure[], about: Named): WorstItem['headlines'] {
  if (first === undefined) return [];
  const { rule, severity, subject, headline, message } = first;
  if (subject.type === about.type) return [{ rule, severity, text: headline ?? message }];
  const named = `${subject.type} ${subject.name ?? subject.id}`;
  const more = others.length === 0 ? '' : ` (${others.length} more likewise)`;
  // a headline stands after the name of the key, as what the key does
  const text = headline === null ? `${named}: ${message}` : `encrypts ${named}, which ${headline}`;
  return [{ rule, severity, text: `${text}${more}` }];
}
