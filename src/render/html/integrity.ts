import { INPUTS, type Report } from '../../report/schema.ts';
import { capital } from '../state-words.ts';
import { sourceAnchor } from './links.ts';
import { type Table, table } from './table.ts';
import { moment } from './words.ts';

/** What went into the run, by digest, and how a reader checks it. */
export const integrity = ({ run, tool, changes }: Report) => ({
  inputs: [
    { label: 'Policy', value: tool.policy_digest },
    ...INPUTS.map((input) => ({ label: capital(input), value: run.digests[input] ?? 'none was given' })),
    ...(changes === null ? [] : [{ label: 'Earlier report', value: changes.baseline.digest }]),
  ],
  commands: [
    '# the digests of the files, to be compared with those in manifest.json',
    'sha256sum report.html report.json snapshot.json',
    '# the same snapshot, policy, configuration, exceptions and history give the same report, byte for byte',
    `byok-audit evaluate snapshot.json --as-of ${run.as_of} --out judged-again`,
    'sha256sum report.json judged-again/report.json',
  ],
});

/** Rows of the list of calls: a very large organization has more, in `report.json`. */
const MOST_CALLS = 5000;

/** Every call that evidence comes from, by the number under which evidence names it. */
export function calls({ sources }: Report): Table {
  const numbered = sources.map((source, place) => ({ ...source, anchor: sourceAnchor(place) }));
  return table(
    'calls-table',
    `Calls (${sources.length})`,
    numbered,
    {
      Number: ({ anchor }) => anchor.toUpperCase(),
      Call: ({ call }) => ({ text: call, code: true }),
      'Answered at': ({ observed_at }) => moment(observed_at),
    },
    { anchor: ({ anchor }) => anchor, sortable: true, most: { rows: MOST_CALLS, file: 'report.json' } },
  );
}
