import { inWords } from '../../report/message.ts';
import { agree, plural } from '../../report/plural.ts';
import type { Obstacle, Report, ReportedVerdict } from '../../report/schema.ts';
import { subjectKey, subjectsOf } from '../../report/subject-lookup.ts';
import type { SubjectHead } from '../../report/subject-order.ts';
import { missing } from '../missing.ts';
import { examplesInWords, sourceInWords, waitingInWords } from '../obstacle-words.ts';
import { capital } from '../state-words.ts';
import { marks } from './changes.ts';
import { headsOf } from './facets.ts';
import type { Known } from './findings.ts';
import { type Kind, placeOf, ruleAnchor, verdictAnchor } from './links.ts';
import { tableUnlessEmpty } from './table.ts';
import { firstNamed } from './usable.ts';
import { nameOf, words } from './words.ts';

/**
 * What could not be determined, by cause: what to do about it once, and the verdicts that wait for it. Each verdict
 * is listed under the first of its causes, which is its own.
 */
export function obstaclesOf(kind: Kind, verdicts: readonly ReportedVerdict[], known: Known) {
  const { report } = known;
  const byPlace = Map.groupBy(verdicts, ({ unknown }) => unknown?.facts[0]?.obstacle ?? null);
  const own = (obstacle: Obstacle) => (obstacle.cause === 'unsupported') === (kind === 'to be attested');
  const anchored = new Set<string>();
  const about = { ...known, subjectOf: subjectsOf(report), marked: marks(report) };
  const shown = report.obstacles.map((obstacle, place) => ({ obstacle, place })).filter(({ obstacle }) => own(obstacle));
  const apart = apartFrom(shown.map(({ obstacle }) => obstacle));
  return shown.map(({ obstacle, place }) => {
    const waiting = byPlace.get(place) ?? [];
    const rules = [...new Set(waiting.map(({ rule }) => rule))].filter((rule) => !anchored.has(rule));
    for (const rule of rules) anchored.add(rule);
    return article(
      obstacle,
      place,
      waiting,
      { ...about, apart: apart(obstacle) },
      rules.map((rule) => placeOf(kind, rule)),
    );
  });
}

/** Why the counts of the causes are more than the verdicts that were not determined; null where they are not. */
export function severalCauses({ summary, obstacles }: Pick<Report, 'summary' | 'obstacles'>): string | null {
  const { unknown } = summary.by_state;
  const waiting = obstacles.filter(({ cause }) => cause !== 'unsupported').reduce((sum, { verdicts }) => sum + verdicts, 0);
  return waiting === unknown
    ? null
    : `${plural(unknown, 'verdict')} in all: the counts add up to ${waiting}, since one that waits for several causes counts with each.`;
}

/** The subjects of verdicts, those of the most first, each with how many: where to look for what is missing. */
export function subjectsWaiting(verdicts: readonly ReportedVerdict[], { report, room }: Known) {
  const waiting = new Map<string, number>();
  for (const { subject } of verdicts) waiting.set(subjectKey(subject), (waiting.get(subjectKey(subject)) ?? 0) + 1);
  const countOf = (subject: Pick<SubjectHead, 'type' | 'id'>): number => waiting.get(subjectKey(subject)) ?? 0;
  // the facts of a large report are in a file
  const subjects = [...headsOf(report)].filter((head) => countOf(head) > 0).sort((a, b) => countOf(b) - countOf(a));
  return firstNamed(subjects, room, (subject) => String(countOf(subject)));
}

const callOf = ({ source, examples: [first] }: Obstacle): string | null =>
  source === null ? (first?.call ?? null) : sourceInWords(source);

/** What tells a cause from others of its name: none of the call, the rules that wait for it, else what one of them says. */
function apartFrom(obstacles: readonly Obstacle[]): (obstacle: Obstacle) => string | null {
  const ways: ((obstacle: Obstacle) => string | null)[] = [
    () => null,
    ({ rules }) => inWords(rules),
    ({ rules, examples: [first] }) => `${inWords(rules)}: ${first?.detail ?? ''}`,
  ];
  const nameIn = (way: (typeof ways)[number], one: Obstacle) => JSON.stringify([one.cause, callOf(one), way(one)]);
  const taken = ways.map((way) => Map.groupBy(obstacles, (one) => nameIn(way, one)));
  return (obstacle) => {
    // a cause without a call is no name yet
    const least = callOf(obstacle) === null ? 1 : 0;
    const place = ways.findIndex((way, at) => at >= least && taken[at]?.get(nameIn(way, obstacle))?.length === 1);
    return ways.at(place)?.(obstacle) ?? null;
  };
}

/** What else is known of the verdicts. */
type About = Known & { subjectOf: ReturnType<typeof subjectsOf>; marked: ReturnType<typeof marks> };
type Named = About & { apart: string | null };

function article(
  obstacle: Obstacle,
  place: number,
  waiting: readonly ReportedVerdict[],
  about: Named,
  anchors: readonly string[],
) {
  const { cause, permission, verdicts, rules, examples, remedy } = obstacle;
  const [first] = examples;
  return {
    id: `cause-${place}`,
    anchors,
    cause: capital(words(cause)),
    call: callOf(obstacle),
    apart: about.apart,
    permission: cause === 'denied' ? permission : null,
    count: waitingInWords(obstacle),
    rules: rules.map((rule) => ({ rule, anchor: ruleAnchor(rule) })),
    detail: first?.detail ?? '',
    examples: examplesInWords(obstacle),
    remedy: { text: remedy.text, cli: remedy.cli, paste: remedy.paste.map(({ text }) => text.split('\n')) },
    waiting: `${plural(waiting.length, 'verdict')} listed under this cause`,
    elsewhere: verdicts > waiting.length ? elsewhere(verdicts - waiting.length) : null,
    table: tableOf(obstacle, place, waiting, about),
  };
}

const elsewhere = (count: number): string =>
  `${plural(count, 'verdict')} that ${agree(count, 'waits', 'wait')} for this too ${agree(count, 'is', 'are')} listed under another cause.`;

function tableOf(
  own: Obstacle,
  place: number,
  waiting: readonly ReportedVerdict[],
  { subjectOf, marked, facets, room, apart }: Named,
) {
  const unseen = ({ subject, unknown }: ReportedVerdict) => missing(subject.type, unknown?.facts ?? []);
  const detailOf = ({ unknown }: ReportedVerdict): string => unknown?.facts[0]?.detail ?? '';
  // one that all share is said once, above the table
  const details = new Set(waiting.map(detailOf));
  return tableUnlessEmpty<ReportedVerdict>(
    `cause-${place}-verdicts`,
    // each has a name of its own, as a place to which a screen reader leads
    `Verdicts that wait: ${[words(own.cause), callOf(own), apart].filter((part) => part !== null).join(', ')}`,
    waiting,
    {
      Subject: ({ subject }) => ({ text: nameOf(subjectOf(subject)), href: room.sectionOf(subject) }),
      Id: ({ subject }) => ({ text: subject.id, code: true }),
      Rule: ({ rule }) => ({ text: rule, href: ruleAnchor(rule) }),
      Severity: ({ severity }) => severity,
      ...(waiting.some(({ first_seen }) => first_seen !== null)
        ? { Since: ({ first_seen }: ReportedVerdict) => first_seen?.slice(0, 10) ?? '' }
        : {}),
      ...(waiting.some(({ fingerprint }) => marked.has(fingerprint))
        ? { Change: ({ fingerprint }: ReportedVerdict) => marked.get(fingerprint) ?? '' }
        : {}),
      'Not observed': (verdict) =>
        unseen(verdict)
          .map(({ facts, cause, call }) => (cause === words(own.cause) ? facts : `${facts} (${call ?? cause})`))
          .join('; '),
      ...(details.size > 1 || waiting.some(({ notes }) => notes.length > 0)
        ? { Detail: (verdict: ReportedVerdict) => [detailOf(verdict), ...verdict.notes].join('; ') }
        : {}),
    },
    { about: facets.ofVerdict, anchor: verdictAnchor, most: { rows: room.rowsOfRule, file: room.file } },
  );
}
