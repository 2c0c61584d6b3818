import { plural } from '../../report/plural.ts';
import type { Report } from '../../report/schema.ts';
import { series } from '../../report/series.ts';
import type { Tally } from './tally.ts';
import { moment } from './words.ts';

/** What has to be listed whole before a report says that nothing is missing from it. */
const LISTED = ['environment', 'cluster', 'key'];

/** Whether everything was seen and judged, in a few words. */
export function completeness({ summary }: Pick<Report, 'summary'>): string {
  const { unknown, error } = summary.by_state;
  if (summary.empty) return 'nothing to evaluate';
  const missing = unknown + error > 0 ? `: ${plural(unknown + error, 'verdict')} missing` : '';
  return summary.complete ? `complete, within its limits${missing}` : `incomplete${missing}`;
}

/** Whether the report may be believed: how much was seen, how much was judged, and what rests on people's word. */
export function reliance({ summary, population, run }: Report, { onAttestation }: Tally): string[] {
  const { unknown, error } = summary.by_state;
  return [
    ...(run.interrupted_at === null
      ? []
      : [`The collection was interrupted at ${moment(run.interrupted_at)}: the evidence is partial, and more may be there.`]),
    ...listed(population, run.interrupted_at !== null),
    ...(summary.empty ? ['There was nothing to evaluate: that no rule failed says nothing of any key or cluster.'] : []),
    ...(unknown + error > 0
      ? [
          `${plural(unknown + error, 'verdict')} could not be given: each is listed with its cause. None of them counts as passed.`,
        ]
      : summary.empty
        ? []
        : ['Every verdict could be given, except for those that only a person can attest.']),
    `Nobody's word was taken for what an API could answer. ${onAttestation === 0 ? 'No verdict rests' : plural(onAttestation, 'verdict rests', 'verdicts rest')} on a person's attestation.`,
  ];
}

/** That everything was listed is said only where that is proven of every list: of what is listed, facts may still be unread. */
function listed(population: Report['population'], interrupted: boolean): string[] {
  const known = LISTED.map((type) => ({ type, ...population.find(({ subject_type }) => subject_type === type) }));
  const named = (types: typeof known): string => series(types.map(({ type }) => `${type}s`));
  const lacking = known.filter(({ complete }) => complete === false);
  const unproven = known.filter(({ complete }) => complete === undefined || complete === null);
  const attested = [...new Set(known.flatMap(({ attested }) => attested ?? []))];
  const rest = 'a rule that needs all of them is not determined.';
  if (lacking.length + unproven.length > 0)
    return [
      ...(lacking.length === 0 ? [] : [`Not all ${named(lacking)} were listed; ${rest}`]),
      ...(unproven.length === 0 ? [] : [`It is not proven that all ${named(unproven)} were listed; ${rest}`]),
    ];
  if (interrupted) return [];
  const all = 'Every environment, cluster and key of the organization was listed';
  return [
    attested.length === 0
      ? `${all}: the counts agree with what Confluent Cloud itself counts.`
      : `${all}, as a person attests (${series(attested)}): Confluent Cloud itself does not prove it.`,
  ];
}
