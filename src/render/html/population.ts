import { andMore, cloudInWords } from '../../report/message.ts';
import type { Report } from '../../report/schema.ts';
import { subjectsOf } from '../../report/subject-lookup.ts';
import type { SubjectHead } from '../../report/subject-order.ts';
import type { Facets } from './facets.ts';
import { headsOf } from './facets.ts';
import { production } from './findings.ts';
import { destroyersOf } from './holders.ts';
import type { Room } from './room.ts';
import { type Columns, type Table, table, tableUnlessEmpty } from './table.ts';
import { words } from './words.ts';

/** Rows of the list of clusters, and of that of keys. */
const MOST_ROWS = 1000;

const whole = (complete: boolean | null, by: string | null): string =>
  complete === true
    ? `✓ all of them${by === null ? '' : `, attested (${by})`}`
    : complete === false
      ? '✗ not all of them'
      : '? not proven to be all';

/** How many subjects of each type were seen, and whether that is all of them. */
export const coverage = ({ population }: Report): Table =>
  table('coverage-table', 'Populations', population, {
    Subjects: ({ subject_type }) => `${subject_type}s`,
    Seen: ({ seen }) => seen,
    Whole: ({ complete, attested }) => whole(complete, attested),
    Gaps: ({ gaps, unproven }) =>
      [
        ...gaps.map(({ what, cause, call }) => `${what} (${words(cause)}${call === null ? '' : `: ${call}`})`),
        ...(unproven === null ? [] : [unproven]),
      ].join('; ') || 'none',
  });

const observed = (value: string | null): string => value ?? 'not observed';

const cloudOf = ({ cloud }: SubjectHead): string => observed(cloud === null ? null : cloudInWords(cloud));

/** Every key and every cluster, each with its section. */
export function inventory(report: Report, facets: Facets, room: Room): Table[] {
  const [heads, subjectOf] = [[...headsOf(report)], subjectsOf(report)];
  const listed = (id: string, caption: string, type: string, columns: Columns<SubjectHead>) => {
    const own = heads.filter((head) => head.type === type);
    return tableUnlessEmpty(id, `${caption} (${own.length})`, own, columns, {
      about: facets.ofSubject,
      most: { rows: MOST_ROWS, file: 'report.json' },
    });
  };
  const id = (head: SubjectHead) => ({ text: head.id, code: true });
  const clusters = listed('clusters', 'Clusters', 'cluster', {
    Cluster: (head) => ({ text: observed(head.name), href: room.sectionOf(head) }),
    Id: id,
    Environment: ({ environment_name, environment }) => environment_name ?? environment ?? '',
    Production: production,
    Cloud: cloudOf,
    Region: ({ region }) => observed(region),
    Type: ({ kind }) => observed(kind),
    Encryption: ({ encryption }) => observed(encryption),
    Key: ({ encryption, key }) =>
      encryption === 'confluent'
        ? ''
        : { text: observed(key), href: key === null ? null : room.sectionOf({ type: 'key', id: key }), code: key !== null },
  });
  const keys = listed('keys', 'Keys', 'key', {
    Key: (head) => ({ text: head.name ?? 'not named', href: room.sectionOf(head) }),
    Id: id,
    'Cloud and region': (head) => `${cloudOf(head)} ${observed(head.region)}`,
    'State in the KMS': ({ state }) => words(observed(state)),
    Owner: ({ owner }) => owner ?? '',
    'May be destroyed by': (head) => destroyersOf(subjectOf(head)),
    Clusters: ({ clusters: on, more_clusters: more }) => (on === null ? 'not observed' : andMore(on, more).join(', ') || 'none'),
  });
  return [keys, clusters].filter((made) => made !== null);
}
