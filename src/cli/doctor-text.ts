import type { Doctor, Grant, TriedPermission } from '../doctor/schema.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import { at, deniedIn, foundRows, label, permissionName } from './doctor-rows.ts';
import { pageOf } from './lines.ts';

type Page = ReturnType<typeof pageOf>;
/** `quiet`: only what is missing. */
type Shown = { width: number; color: boolean; quiet: boolean };

/** What was found, a row for each check, and what to do about what is missing. */
export function doctorText(found: Doctor, shown: Shown): string {
  const page = pageOf(shown);
  if (!shown.quiet) foundRows(found, page, shown.width);
  toDo(page, found);
  page.lines.push('');
  page.say(page.paint('bold', conclusion(found)));
  return `${page.lines.join('\n').replace(/^\n+/, '')}\n`;
}

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
    const lost = rules.length > 0 ? `unknown without it: ${rules.join(', ')}` : optional;
    if (lost !== null) page.say(lost, 6, 2);
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
