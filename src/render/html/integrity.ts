import { INPUTS, type Report } from '../../report/schema.ts';
import { series } from '../../report/series.ts';
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
    ...judgedAgain({ run, changes }),
  ],
});

/** How to make the report once more from what went into it; where it was made, since the places of findings are looked for there. */
function judgedAgain({ run, changes }: Pick<Report, 'run' | 'changes'>): string[] {
  const same = [
    ...['policy', 'configuration', 'exceptions'],
    ...(run.digests.history === null ? [] : ['history']),
    ...(changes === null ? [] : ['earlier report']),
    'repository',
  ];
  const flags = [
    `--as-of ${run.as_of}`,
    ...(run.digests.history === null ? ['--no-history'] : []),
    ...(changes === null ? [] : ['--baseline EARLIER_REPORT']),
  ];
  return [
    `# where the scan ran, with the same ${series(same)}, this gives the same report, byte for byte`,
    `# RUN is the folder of this report${changes === null ? '' : ', and EARLIER_REPORT the report.json of the earlier one'}`,
    `byok-audit evaluate RUN/snapshot.json ${flags.join(' ')} --out judged-again`,
    'sha256sum RUN/report.json judged-again/report.json',
  ];
}

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
