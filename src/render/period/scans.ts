import type { Gap, Period } from '../../report/period.ts';
import type { Table } from '../html/table.ts';
import { countsOf, listed, NONE } from './listed.ts';
import { durationInWords, minute } from './words.ts';

/** How long a gap was, and what was missing when. */
export const gapInWords = ({ kind, days, from, to }: Gap): { strong: string; text: string } => ({
  strong: durationInWords(days),
  text: `without ${kind === 'no_scan' ? 'any scan' : 'a scan that saw everything'}, ${minute(from)} to ${minute(to)}`,
});

type Scan = Period['scans']['list'][number];
const VERDICT_STATES = ['fail', 'waived', 'unknown', 'error', 'pass', 'attested'] as const;

/** As much of a digest as `history show` needs. */
export const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

/** The digests that the runs of scans name; in a column only where there are several. */
export const digestsIn = (scans: readonly Scan[], name: 'policy' | 'configuration'): string[] => [
  ...new Set(scans.flatMap(({ runs }) => runs.map((run) => run[name]))),
];

export function scanTable({ scans: { list } }: Period): Table | null {
  const digests = (name: 'policy' | 'configuration') => (scan: Scan) =>
    digestsIn(list, name).length < 2 ? NONE : digestsIn([scan], name).map(short).join(', ');
  const isPartial = list.some(({ whole }) => !whole);
  return listed('scan-table', `Scans (${list.length}): how many verdicts were in which state`, list, {
    'Taken at': ({ taken_at }) => minute(taken_at),
    Snapshot: ({ snapshot }) => ({ text: short(snapshot), code: true }),
    Seen: ({ whole }) => (!isPartial ? NONE : whole ? 'everything' : 'not everything'),
    ...countsOf(VERDICT_STATES, ({ verdicts }: Scan) => verdicts),
    Policy: digests('policy'),
    Configuration: digests('configuration'),
  });
}
