import { agree, plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { series, withMore } from '../../report/series.ts';
import { sumOf, type Tally } from './tally.ts';
import type { FirstNamed } from './usable.ts';
import { moment } from './words.ts';

/** What has to be listed whole before a report says that nothing is missing from it. */
const LISTED = ['environment', 'cluster', 'key'];

/** What is said of how far a report can be relied on: of what kind it is, and where there is more of it. */
type Point = { grade: string; text: string; link: { place: string; text: string } | null };

type Seen = Pick<Report, 'summary' | 'population' | 'run'>;

/** Whether everything was seen and evaluated; what only a person can attest does not count. */
function isWhole({ summary, population, run }: Seen): boolean {
  const { unknown, error } = summary.by_state;
  const { lacking, unproven } = listsIn(population);
  const listed = run.interrupted_at === null && lacking.length + unproven.length === 0;
  return summary.complete && !summary.empty && listed && unknown + error === 0;
}

/** The same in a few words, for the head of the page. */
export function completeness(report: Seen): string {
  const { empty, by_state } = report.summary;
  if (empty) return 'nothing to evaluate';
  const missing = by_state.unknown + by_state.error;
  const attest = by_state.needs_attestation > 0 ? `, ${by_state.needs_attestation} to be attested` : '';
  if (missing > 0) return `not in full: ${plural(missing, 'verdict')} missing${attest}`;
  return isWhole(report) ? 'in full, within its limits' : 'not in full';
}

/** The answer in plain words, before its reasons: no better than the least that is known. */
export function answerIn(report: Seen): { word: string; sentence: string } {
  const { by_state, empty } = report.summary;
  if (empty)
    return { word: 'No.', sentence: 'There was nothing to evaluate: that no rule failed says nothing of any key or cluster.' };
  const [missing, apply] = [by_state.unknown + by_state.error, sumOf(by_state) - by_state.not_applicable];
  const word = isWhole(report) ? 'In full, within its limits.' : 'Not in full.';
  const all = plural(apply, 'verdict that applies', 'verdicts that apply');
  if (missing === 0)
    return { word, sentence: `Of ${all}, none is missing${by_state.needs_attestation > 0 ? ' that an API can answer' : ''}.` };
  return { word, sentence: `${missing} of ${all} could not be given; none of them counts as passed.` };
}

/** The reasons: what is missing, what no API shows, what rests on somebody's word, what holds within limits alone, and what is proven. */
export function reliance(
  { summary, population, run, limits }: Report,
  { onAttestation, onHolders }: Tally,
  missing: FirstNamed,
): Point[] {
  const { unknown, error, needs_attestation: open } = summary.by_state;
  const point = (grade: string, text: string, place?: string, link = ''): Point => ({
    grade,
    text,
    link: place === undefined ? null : { place, text: link },
  });
  return [
    ...(run.interrupted_at === null
      ? []
      : [point('Missing', `the collection was interrupted at ${moment(run.interrupted_at)}: more may be there.`)]),
    ...missingLists(population).map((text) => point('Missing', text, 'population', 'Population')),
    ...(unknown > 0
      ? [point('Missing', `${plural(unknown, 'verdict')}, on ${namedInWords(missing)}:`, 'undetermined', 'Not determined')]
      : []),
    ...(error > 0 ? [point('Missing', `${plural(error, 'verdict')}, since a rule broke:`, 'errors', 'Rules that broke')] : []),
    ...(open > 0
      ? [
          point(
            'Shown by no API',
            `${plural(open, 'verdict')} ${agree(open, 'waits', 'wait')} for a person to attest:`,
            'attest',
            'Needs attestation',
          ),
        ]
      : []),
    onAttestation === 0
      ? point("On a person's word", 'no verdict.')
      : point("On a person's word", `${plural(onAttestation, 'verdict')} passed:`, 'exceptions', 'Exceptions'),
    ...(onHolders > 0
      ? [
          point(
            'Within limits',
            `${plural(onHolders, 'verdict')} on who holds a key passed by the policies that were read; other policies were not.`,
          ),
        ]
      : []),
    limits.length === 0
      ? point('Limits', 'none is recorded.')
      : point('Limits', `${limits.length} ${agree(limits.length, 'applies', 'apply')} to what was read:`, 'limits', 'Limits'),
    ...(run.interrupted_at === null ? provenLists(population) : []).map((text) => point('Listed', text)),
  ];
}

const MOST_SUBJECTS = 3;

/** `Dev: sandbox (13), orders (2) and 1 more`. */
const namedInWords = ({ items, more }: FirstNamed): string =>
  withMore(
    items.slice(0, MOST_SUBJECTS).map(({ name, said }) => `${name} (${said})`),
    Math.max(0, items.length - MOST_SUBJECTS) + more,
  );

/** The populations that count, by what is known of their being whole. */
function listsIn(population: Report['population']) {
  const known = LISTED.map((type) => ({ type, ...population.find(({ subject_type }) => subject_type === type) }));
  return {
    lacking: known.filter(({ complete }) => complete === false),
    unproven: known.filter(({ complete }) => complete === undefined || complete === null),
    attested: [...new Set(known.flatMap(({ attested }) => attested ?? []))],
  };
}

function missingLists(population: Report['population']): string[] {
  const { lacking, unproven } = listsIn(population);
  const named = (types: typeof lacking): string => series(types.map(({ type }) => `${type}s`));
  const rest = 'a rule that needs all of them is not determined.';
  return [
    ...(lacking.length === 0 ? [] : [`not all ${named(lacking)} were listed; ${rest}`]),
    ...(unproven.length === 0 ? [] : [`it is not proven that all ${named(unproven)} were listed; ${rest}`]),
  ];
}

/** That everything was listed is said only where that is proven of every list: of what is listed, facts may still be unread. */
function provenLists(population: Report['population']): string[] {
  const { lacking, unproven, attested } = listsIn(population);
  if (lacking.length + unproven.length > 0) return [];
  const all = 'every environment, cluster and key of the organization';
  return [
    attested.length === 0
      ? `${all}: the counts agree with what Confluent Cloud itself counts.`
      : `${all}, as a person attests (${series(attested)}): Confluent Cloud itself does not prove it.`,
  ];
}
