import { CLOUDS } from '../clouds/index.ts';
import type { Credentials, Doctor, Endpoint, Grant, TriedPermission } from '../doctor/schema.ts';
import { visible } from '../render/visible.ts';
import { withMore } from '../report/series.ts';
import type { pageOf, Style } from './lines.ts';

type Page = ReturnType<typeof pageOf>;

/** Rows of one kind, beyond which the others are counted. */
const MOST = 6;
/** Columns from which texts stand beside their marks. */
const ROOMY = 60;

/** What was found, a row for each check. */
export function foundRows(found: Doctor, page: Page, width: number): void {
  const section = (heading: string, rows: readonly Row[]) => sectionOf({ page, width }, heading, rows);
  section('Credentials', found.credentials.map(credentialRow));
  section('Endpoints', endpointRows(found.endpoints, found.clock));
  section('Permissions', permissionRows(found));
  section('Wholeness', wholenessRows(found.population));
  section('This machine', [
    rowOf(found.policy, `policy: ${found.policy.detail}`),
    rowOf(found.configuration, `configuration: ${found.configuration.detail}`),
    rowOf(found.history, `history: ${found.history.detail}`),
    rowOf(found.disk, `disk: ${found.disk.detail}`),
  ]);
}

type Row = { mark: keyof typeof MARKS; text: string };

/** What a row begins with, and in which colour. */
const MARKS = {
  ok: ['ok', 'green'],
  failed: ['FAILED', 'red'],
  missing: ['MISSING', 'red'],
  unclear: ['UNCLEAR', 'yellow'],
  untried: ['not tried', 'gray'],
  unchecked: ['not checked', 'gray'],
} as const satisfies Record<string, readonly [string, Style]>;

const OF_STATUS = { ok: 'ok', failed: 'failed', not_checked: 'unchecked' } as const;

const rowOf = ({ status }: { status: keyof typeof OF_STATUS }, text: string): Row => ({ mark: OF_STATUS[status], text });

function sectionOf({ page, width }: { page: Page; width: number }, heading: string, rows: readonly Row[]): void {
  page.lines.push('', page.paint('bold', heading));
  for (const { mark, text } of rows) {
    const [word, style] = MARKS[mark];
    const marked = page.paint(style, word);
    if (width < ROOMY) page.say(`${marked} ${visible(text)}`, 2, 2);
    else page.hang(`${marked}${' '.repeat(13 - word.length)}`, [visible(text)], 2);
  }
}

/** Where a permission is granted, in sentences. */
export const label = (grantor: string): string => CLOUDS.find(({ provider }) => provider === grantor)?.label ?? 'Confluent Cloud';

const credentialRow = (one: Credentials): Row =>
  rowOf(one, `${label(one.grantor)}${one.of === null ? '' : `, ${one.of}`}: ${one.detail}`);

function endpointRows(endpoints: readonly Endpoint[], clock: Doctor['clock']): Row[] {
  const answered = [
    ...Map.groupBy(
      endpoints.filter(({ status }) => status === 'ok'),
      ({ detail }) => detail,
    ),
  ];
  return [
    ...answered.map(([detail, of]): Row => ({ mark: 'ok', text: `${listed(of.map(({ url }) => url))}: ${detail}` })),
    ...rest(
      endpoints.filter(({ status }) => status !== 'ok').map((one) => rowOf(one, `${one.url} ${one.detail}`)),
      'endpoints',
    ),
    rowOf(clock, clock.detail),
  ];
}

function permissionRows({ permissions, grants }: Doctor): Row[] {
  return [...Map.groupBy(permissions, ({ grantor }) => grantor)].flatMap(([grantor, of]): Row[] => {
    const named = label(grantor);
    const allowed = of.filter(({ status }) => status === 'allowed').length;
    const missing = grants.filter((grant) => grant.grantor === grantor);
    const unclear = of.filter(({ status }) => status === 'undetermined');
    const untried = Map.groupBy(
      of.filter(({ status }) => status === 'not_tried'),
      ({ places: [first] }) => first?.detail ?? '',
    );
    return [
      ...(allowed === 0 ? [] : [{ mark: 'ok' as const, text: allowedIn(named, placesOf(of), `${allowed} of ${of.length}`) }]),
      ...rest(
        missing.map(
          (grant): Row => ({
            mark: 'missing',
            text: `${named}: ${listed(deniedIn(grant, of).map(permissionName))}${at(grant.places)}`,
          }),
        ),
        'missing ones',
      ),
      ...rest(
        unclear.map((one): Row => ({ mark: 'unclear', text: `${named}: ${permissionName(one)}${at(unclearAt(one))}` })),
        'unclear ones',
      ),
      ...[...untried].map(
        ([why, these]): Row => ({
          mark: 'untried',
          text: `${named}${these.length === of.length ? '' : `: ${listed(these.map(permissionName))}`}: ${why}`,
        }),
      ),
    ];
  });
}

/** What a grant is for. */
export const deniedIn = ({ grantor, permissions }: Grant, all: readonly TriedPermission[]): TriedPermission[] =>
  all.filter((one) => one.grantor === grantor && one.status === 'denied' && permissions.includes(one.permission));

/** A role of Confluent gives several things: which of them is said beside it. */
export const permissionName = ({ grantor, permission, for: why }: TriedPermission): string =>
  grantor === 'confluent' ? `${permission} (${why})` : permission;

/** @param count as in 5 of 7 */
function allowedIn(named: string, places: readonly string[], count: string): string {
  if (places.length === 0) return `${named}: ${count} allowed`;
  const [tried, everywhere] = places.length === 1 ? ['a key', ''] : ['a key each', ' everywhere'];
  return `${named}, ${tried}${at(places)}: ${count} allowed${everywhere}`;
}

/** Where keys were tried. */
const placesOf = ([first]: readonly TriedPermission[]): string[] => first?.places.flatMap(({ place }) => place ?? []) ?? [];

const unclearAt = ({ places, status }: TriedPermission): string[] =>
  places.flatMap((one) => (one.status === status && one.place !== null ? [one.place] : []));

export const at = (places: readonly string[]): string => (places.length === 0 ? '' : ` in ${listed(places)}`);

const wholenessRows = (population: Doctor['population']): Row[] =>
  population.length === 0
    ? [{ mark: 'unchecked', text: 'nothing was listed' }]
    : population.map((one) => rowOf(one, `${one.subject_type}s: ${one.detail}`));

/** The first few of many, so that one row stays readable. */
const listed = (names: readonly string[]): string => withMore(names.slice(0, MOST), names.length - MOST);

function rest(rows: readonly Row[], what: string): Row[] {
  const [more, first] = [rows.length - MOST, rows.slice(0, MOST)];
  const [last] = first;
  return more > 0 && last !== undefined ? [...first, { ...last, text: `and ${more} more ${what}` }] : first;
}
