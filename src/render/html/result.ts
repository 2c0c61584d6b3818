import { agree, plural } from '../../report/plural.ts';
import { type Report, SEVERITIES } from '../../report/schema.ts';
import { STATES } from '../../report/state.ts';
import { subjectFinder } from '../../report/subject-lookup.ts';
import { appearedInWords, countsInWords, policyInWords, wholenessInWords } from '../changes.ts';
import { ahead, endOf } from './ahead.ts';
import { answersIn } from './answers.ts';
import { newSince, newsIn } from './changes.ts';
import type { Resting } from './controls.ts';
import { destroyersIn, destroyersOnPage, othersOn } from './destroyers.ts';
import type { Known } from './findings.ts';
import { placeOf } from './links.ts';
import { outcome } from './outcome.ts';
import { answerIn, reliance } from './reliance.ts';
import { countColumns, type Table, table } from './table.ts';
import { sumOf, type Tally } from './tally.ts';
import { type FirstNamed, usableKeys } from './usable.ts';
import { moment, nameOf } from './words.ts';

/** Items on the first page. */
const MOST_NAMED = 8;

/**
 * What a reader must know first: the worst by name, how much was judged, what is new, what ends soon, who can destroy a key, and
 * how far to rely on it.
 * @property missing the subjects of the verdicts that could not be determined
 */
export function resultOf(
  { report, room }: Known,
  tally: Tally,
  { resting, missing }: { resting: Resting | null; missing: FirstNamed },
) {
  const { summary, worst } = report;
  const find = subjectFinder(report);
  const [ends, usable, destroyers] = [ahead(report, room), usableKeys(report, room), destroyersIn(report)];
  return {
    answers: answersIn(report, { ends, usable, destroyers, resting }),
    outcome: outcome(report, tally.onAttestation),
    // that verdicts are missing is said already
    incomplete: hasGap(report) ? summary.incomplete_because : [],
    worst: worst.items.slice(0, MOST_NAMED).map((item) => ({
      severity: item.severity,
      name: nameOf({ name: item.name, type: item.subject.type }),
      id: item.subject.id,
      section: room.sectionOf(item.subject),
      production: item.production === true,
      others: othersOn(destroyers, item.subject),
      moreHeadlines: item.more_headlines,
      headlines: item.headlines.map(({ rule, text }) => ({ text, href: placeOf('not met', rule) })),
      clusters: item.clusters.map(({ id, name }) => ({
        text: name ?? id,
        href: room.sectionOf({ type: 'cluster', id }),
        code: false,
        symbol: '',
      })),
      moreClusters: item.more_clusters,
      // a key that only its clusters name is not among the subjects
      when: item.days === null ? null : (endOf(find(item.subject)) ?? null),
    })),
    others: Math.max(0, worst.count - MOST_NAMED),
    matrix: matrix(tally),
    news: { ...news(report), lists: newsIn(report, room) },
    ahead: ends,
    usable,
    destroyers: destroyersOnPage(destroyers, room),
    reliance: { ...answerIn(report), points: reliance(report, tally, missing), resting: restingIn(resting) },
  };
}

/** How many requirements rest on unknowns, in words; null for none. */
const restingIn = (resting: Resting | null) =>
  resting === null || resting.count === 0
    ? null
    : { ...resting, requirements: plural(resting.count, 'requirement'), rest: agree(resting.count, 'rests', 'rest') };

/** Whether the audit is incomplete for more than verdicts that could not be given. */
const hasGap = ({ summary, population, run }: Report): boolean =>
  summary.empty || run.interrupted_at !== null || population.some(({ complete }) => complete === false);

/** Verdicts by severity and state. */
const matrix = ({ all, bySeverity }: Tally): Table =>
  table(
    'matrix',
    'Verdicts by severity and status',
    [
      ...SEVERITIES.flatMap((name) => {
        const counts = bySeverity.get(name);
        return counts === undefined ? [] : [{ name, counts }];
      }),
      { name: 'all', counts: all },
    ],
    {
      Severity: ({ name }) => name,
      ...countColumns(
        STATES.filter((state) => all[state] > 0 || state === 'fail' || state === 'unknown' || state === 'pass'),
        ({ counts }) => counts,
      ),
      All: ({ counts }) => sumOf(counts),
    },
  );

/** What is different since the report before this one, or since the scans before it. */
function news(report: Report): { text: string; compared: boolean; seen: string[] } {
  const { changes } = report;
  if (changes !== null)
    return {
      compared: true,
      seen: [...appearedInWords(changes), ...changes.population.map(wholenessInWords), ...policyInWords(changes)],
      text: `Since ${moment(changes.baseline.taken_at)}: ${countsInWords(changes)}.`,
    };
  const found = newSince(report);
  const uncompared = { compared: false, seen: [] };
  if (found === null)
    return { ...uncompared, text: 'No earlier report or scan was given to compare with: this report cannot say what is new.' };
  const parts = [
    plural(found.failures, 'failure'),
    plural(found.unknowns, 'verdict that could not be determined', 'verdicts that could not be determined'),
  ];
  return {
    ...uncompared,
    text: `This scan was the first to see ${parts.join(' and ')}; the history holds ${plural(found.scans, 'earlier scan')}.`,
  };
}
