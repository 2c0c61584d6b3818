import { CLOUDS } from '../clouds/index.ts';
import type { Credentials, Doctor, Endpoint, Grant, TriedPermission } from '../doctor/schema.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import { pageOf, type Style } from './lines.ts';

type Page = ReturnType<typeof pageOf>;
type Shown = { width: number; color: boolean /** Only what is missing. */; quiet: boolean };

/** Rows of one kind, beyond which the others are counted. */
const MOST = 6;
/** Columns from which texts stand beside their marks. */
const ROOMY = 60;

/** What was found, a row for each check, and what to do about what is missing. */
export function doctorText(found: Doctor, shown: Shown): string {
  const page = pageOf(shown);
  const section = (heading: string, rows: readonly Row[]) => sectionOf({ page, width: shown.width }, heading, rows);
  if (!shown.quiet) {
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
  toDo(page, found);
  page.lines.push('');
  page.say(page.paint('bold', conclusion(found)));
  return `${page.lines.join('\n').replace(/^\n+/, '')}\n`;
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

const label = (grantor: string): string => CLOUDS.find(({ provider }) => provider === grantor)?.label ?? 'Confluent Cloud';

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
      ...(allowed === 0 ? [] : [{ mark: 'ok' as const, text: `${named}: ${allowed} of ${of.length} allowed` }]),
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
const deniedIn = ({ grantor, permissions }: Grant, all: readonly TriedPermission[]): TriedPermission[] =>
  all.filter((one) => one.grantor === grantor && one.status === 'denied' && permissions.includes(one.permission));

/** A role of Confluent gives several things: which of them is said beside it. */
const permissionName = ({ grantor, permission, for: why }: TriedPermission): string =>
  grantor === 'confluent' ? `${permission} (${why})` : permission;

const unclearAt = ({ places, status }: TriedPermission): string[] =>
  places.flatMap((one) => (one.status === status && one.place !== null ? [one.place] : []));

const at = (places: readonly string[]): string => (places.length === 0 ? '' : ` in ${listed(places)}`);

const wholenessRows = (population: Doctor['population']): Row[] =>
  population.length === 0
    ? [{ mark: 'unchecked', text: 'nothing was listed' }]
    : population.map((one) => rowOf(one, `${one.subject_type}s: ${one.detail}`));

/** Everything that is missing, with what it leaves unknown and how to get it; lines to be copied are whole. */
function toDo(page: Page, found: Doctor): void {
  const unclear = found.permissions.filter(({ status }) => status === 'undetermined');
  const failed = [
    ...found.credentials.map((one) => ({ ...one, what: label(one.grantor) })),
    ...found.endpoints.map((one) => ({ ...one, what: one.url })),
    { ...found.clock, what: 'clock' },
    ...found.population.map((one) => ({ ...one, what: `${one.subject_type}s` })),
    { ...found.history, what: 'history' },
    { ...found.disk, what: 'disk' },
  ].filter(({ status }) => status === 'failed');
  if (unclear.length + failed.length + found.grants.length === 0) return;
  page.lines.push('', page.paint('bold', 'What to do'));
  for (const { what, detail, remedy } of failed) {
    page.say(visible(`${what}: ${detail}`), 2, 2);
    if (remedy !== null) page.hang('→ ', [visible(remedy)], 4);
  }
  for (const one of found.grants) granting(page, one, found.permissions);
  for (const one of unclear) unclearToDo(page, one);
}

/** What is denied, what that leaves unknown, and how to get it. */
function granting(page: Page, grant: Grant, all: readonly TriedPermission[]): void {
  const { advice, document } = grant;
  const denied = deniedIn(grant, all);
  page.say(visible(`${label(grant.grantor)}: ${plural(denied.length, 'permission')} missing${at(grant.places)}`), 2, 2);
  for (const { permission, for: why, rules, optional } of denied) {
    page.say(visible(`${permission}: ${why}`), 4, 2);
    page.say(rules.length > 0 ? `unknown without it: ${rules.join(', ')}` : (optional ?? ''), 6, 2);
  }
  page.hang('→ ', [visible(advice.text)], 4);
  for (const text of [...advice.cli, ...advice.paste.map(({ text }) => text)]) page.verbatim(text, 6);
  // its parts stand in the lines already
  if (document === null || advice.paste.some(({ language }) => language === document.language)) return;
  page.say('all of it as one document:', 6);
  page.verbatim(document.text, 6);
}

function unclearToDo(page: Page, one: TriedPermission): void {
  const [first] = one.places.filter(({ status }) => status === one.status);
  page.say(visible(`${label(one.grantor)}: ${permissionName(one)}: ${first?.call}: ${first?.cause}: ${first?.detail}`), 2, 2);
  page.hang('→ ', [visible(one.remedy?.text ?? '')], 4);
}

function conclusion({ permissions, exit_code, credentials, endpoints, clock, population, history, disk }: Doctor): string {
  const of = (status: TriedPermission['status']) => permissions.filter((one) => one.status === status).length;
  const checks = [...credentials, ...endpoints, clock, ...population, history, disk];
  const counts = [
    [of('denied'), 'permission', 'missing'],
    [of('undetermined'), 'permission', 'unclear'],
    [checks.filter(({ status }) => status === 'failed').length, 'check', 'failed'],
    [of('not_tried'), 'permission', 'not tried'],
  ] as const;
  const parts = counts.flatMap(([count, what, how]) => (count === 0 ? [] : [`${plural(count, what)} ${how}`]));
  return `${CONCLUSIONS[exit_code]}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}

const CONCLUSIONS = {
  0: 'Nothing was found to be missing',
  1: 'A scan would be incomplete',
  69: 'No scan is possible',
} as const;

/** The first few of many, so that one row stays readable. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST;
  return `${names.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function rest(rows: readonly Row[], what: string): Row[] {
  const [more, first] = [rows.length - MOST, rows.slice(0, MOST)];
  const [last] = first;
  return more > 0 && last !== undefined ? [...first, { ...last, text: `and ${more} more ${what}` }] : first;
}
