import { aboutWhat, daysLeft } from '../render/exception-words.ts';
import { examplesInWords, waitingInWords } from '../render/obstacle-words.ts';
import { countInWords, countOf } from '../render/state-words.ts';
import { visible } from '../render/visible.ts';
import { plural } from '../report/plural.ts';
import { type Report, SEVERITIES } from '../report/schema.ts';
import { series, withMore } from '../report/series.ts';
import { STATES } from '../report/state.ts';
import { subjectsOf } from '../report/subject-lookup.ts';
import { type Causes, nameOf, shortRemedy } from './causes.ts';
import type { Contents } from './contents.ts';
import type { Limits } from './limits.ts';
import { label, type pageOf, SEVERITY_STYLE } from './lines.ts';

/** How to see what is left out. */
export const ALL = '; --verbose for all';

export type Inner = {
  page: ReturnType<typeof pageOf>;
  width: number;
  limits: Limits;
  /** A text that may be long: as many lines of it as there is room for. */
  tell: (text: string, indent?: number) => void;
  /** `, or report.html` where that was written. */
  orPage: string;
};

const MOST_SUBJECTS = 3;

/** What fails, by rule, the most severe first; with its messages where there is room, else what is most urgent of it. */
export function failures(report: Report, { failing, urgent }: Contents, inner: Inner): void {
  const { page, limits, tell, orPage } = inner;
  if (failing.length === 0) return;
  const shown = failing.slice(0, limits.rules);
  page.lines.push('');
  page.say(`${page.paint('bold', 'Failures')} (how to fix each: byok-audit rules RULE${orPage})`);
  const subjectOf = subjectsOf(report);
  const named = ({ rule, verdicts }: (typeof failing)[number]) => `${visible(rule.id)} (${countOf(verdicts)})`;
  if (limits.each)
    for (const one of shown) {
      page.hang(severityOf(one.rule, page), [named(one)], 2);
      for (const { message, subject, state } of one.verdicts)
        if (state === 'fail') tell(`${label(subjectOf(subject))}: ${message}`, 4);
      if (limits.lines) page.verbatim(`→ byok-audit rules ${one.rule.id}`, 4);
    }
  else
    for (const severity of SEVERITIES) {
      const ofSeverity = shown.filter(({ rule }) => rule.severity === severity);
      const [first] = ofSeverity;
      if (first !== undefined) page.hang(severityOf(first.rule, page), ofSeverity.map(named), 2);
    }
  const more = failing.length - shown.length;
  if (more > 0) page.say(`and ${plural(more, 'more rule')}${ALL}`, 2);
  if (!limits.each) mostUrgent(urgent.slice(0, limits.urgent), inner);
}

const severityOf = ({ severity }: Report['rules'][number], { paint }: Inner['page']): string =>
  `${paint(SEVERITY_STYLE[severity], severity)}${' '.repeat(9 - severity.length)}`;

/** By the key that it is about, in a few words each; the first of what is said is whole, and more where two lines hold it. */
function mostUrgent(first: Contents['urgent'], { page, width }: Inner): void {
  if (first.length === 0) return;
  page.lines.push('', page.paint('bold', 'Most urgent'));
  for (const { subject, name, headlines, more_headlines, clusters, more_clusters } of first) {
    let [said, ...rest] = headlines.map(({ text }) => text.replace(/\.$/, ''));
    while (rest[0] !== undefined && `${said}; ${rest[0]}`.length <= 2 * width) said = `${said}; ${rest.shift()}`;
    const others = rest.length + more_headlines;
    const named = clusters.slice(0, MOST_SUBJECTS).map((cluster) => cluster.name ?? cluster.id);
    const more = clusters.length + more_clusters - named.length;
    const on = named.length === 0 ? '' : ` (${withMore(named, more)})`;
    page.say(visible(`${label({ id: subject.id, name })}: ${said}${others > 0 ? `; and ${others} more` : ''}${on}`), 2, 2);
  }
}

/** What kept verdicts from being determined: one entry a cause, since one missing permission may hide many verdicts. */
export function undetermined({ broken, causes, several }: Contents, inner: Inner): void {
  const { page, limits, tell } = inner;
  if (broken.length + causes.length === 0 || limits.causes === 0) return;
  page.lines.push('');
  page.say(`${page.paint('bold', 'Could not be determined')}${several ? ' (a verdict may wait for several)' : ''}`);
  for (const { rule, verdicts } of broken.slice(0, limits.causes))
    tell(`${plural(verdicts.length, 'verdict')}: ${rule.id} broke`, 2);
  if (broken.length > limits.causes) page.say(`and ${plural(broken.length - limits.causes, 'more broken rule')}${ALL}`, 2);
  list(causes, inner);
}

/** Where there is no room for a cause: how many there are. */
export function undeterminedCount({ broken, causes }: Contents, { page, limits }: Inner): void {
  if (limits.causes > 0) return;
  const parts = [
    ...(broken.length > 0 ? [`${plural(broken.length, 'rule')} broke`] : []),
    ...(causes.length > 0 ? [`${plural(causes.length, 'cause')}${ALL}`] : []),
  ];
  if (parts.length > 0) page.hang(page.paint('bold', 'Could not be determined  '), parts);
}

/** What no interface says, so that a person has to. */
export function toBeAttested({ attestable, waitingForAPerson }: Contents, inner: Inner): void {
  const { page, limits } = inner;
  if (attestable.length === 0) return;
  if (limits.listed) {
    page.lines.push('', page.paint('bold', 'Needs attestation'));
    list(attestable, inner);
  } else {
    const of = attestable.length === 1 ? '' : `, of ${attestable.length} causes`;
    page.hang(page.paint('bold', 'Needs attestation  '), [`${waitingInWords(waitingForAPerson)}${of}`]);
  }
}

function list(causes: readonly Causes[], { page, limits, tell, orPage }: Inner): void {
  for (const one of causes.slice(0, limits.causes)) {
    if (limits.lines) whole(one, page, tell);
    else {
      const [first, ...rest] = one.obstacles;
      tell(`${nameOf(one.obstacles)}: ${waitingInWords(one.waiting)}`, 2);
      if (limits.listed && rest.length === 0) tell(examplesInWords(first), 4);
      page.hang('→ ', [visible(shortRemedy(one, `--verbose${orPage}`))], 4);
    }
  }
  const more = causes.length - limits.causes;
  if (more > 0) page.say(`and ${plural(more, 'more cause')}${ALL}`, 2);
}

/** With examples, and with commands and lines as they are to be copied. */
function whole({ obstacles }: Causes, page: Inner['page'], tell: Inner['tell']): void {
  for (const obstacle of obstacles) {
    tell(`${nameOf([obstacle])}: ${waitingInWords(obstacle)}`, 2);
    tell(examplesInWords(obstacle), 4);
  }
  page.hang('→ ', [visible(obstacles[0].remedy.text)], 4);
  const lines = obstacles.flatMap(({ remedy }) => [...remedy.cli, ...remedy.paste.map(({ text }) => text)]);
  for (const text of new Set(lines)) page.verbatim(text, 6);
}

export function answered(report: Report, { page, limits, tell }: Inner): void {
  const all = [
    ...report.waivers.map((one) => ({ one, what: 'waived', by: one.record.owner })),
    ...report.attestations.map((one) => ({ one, what: 'attested', by: one.record.attested_by })),
  ]
    .filter(({ one }) => one.state === 'applied')
    .map((exception) => ({ ...exception, count: exception.one.matches.filter(({ applied }) => applied).length }));
  const [soonest] = [...all].sort((a, b) => a.one.days_left - b.one.days_left);
  if (soonest === undefined) return;
  if (limits.listed) {
    page.lines.push('', page.paint('bold', 'Waivers and attestations'));
    for (const { one, what, by, count } of all)
      tell(`${one.record.id}: ${aboutWhat(one)}: ${count} ${what} by ${by}, ${daysLeft(one.days_left)}`, 2);
  } else {
    const counts = ['waived', 'attested'].flatMap((kind) => {
      const count = all.reduce((sum, one) => sum + (one.what === kind ? one.count : 0), 0);
      return all.some(({ what }) => what === kind) ? [`${count} ${kind}`] : [];
    });
    const first = `${soonest.one.record.id}: ${daysLeft(soonest.one.days_left)}`;
    page.hang(page.paint('bold', 'Waivers and attestations  '), [...counts.slice(0, -1), `${counts.at(-1)}; ${visible(first)}`]);
  }
}

const COMPLETE: Record<string, string> = { true: 'all of them', false: 'NOT all of them', null: 'not proven to be all' };

export function coverage({ population }: Report, { page, limits, tell }: Inner): void {
  const others = population.filter(({ subject_type }) => subject_type !== 'organization');
  const whole = ({ complete, attested }: (typeof others)[number]) =>
    `${COMPLETE[String(complete)]}${complete === true && attested !== null ? ` (attested: ${attested})` : ''}`;
  if (limits.listed) {
    page.lines.push('', page.paint('bold', 'Coverage'));
    for (const one of others) tell(`${`${one.subject_type}s`.padEnd(13)}${String(one.seen).padStart(6)} seen, ${whole(one)}`, 2);
  } else {
    const alike = [...Map.groupBy(others, whole)].map(
      ([said, ofThem]) => `${series(ofThem.map(({ seen, subject_type }) => plural(seen, subject_type)))} seen, ${said}`,
    );
    page.hang(page.paint('bold', 'Coverage  '), [visible(alike.join('; '))]);
  }
}

/** How many verdicts have which state. */
export function stateCounts({ summary: { by_state } }: Report, { page, limits }: Inner): void {
  if (limits.states === 0) return;
  const counted = STATES.filter((state) => by_state[state] > 0 || state === 'fail' || state === 'unknown');
  if (limits.listed) page.lines.push('');
  page.hang(
    page.paint('bold', 'Verdicts  '),
    counted.map((state) => countInWords(by_state[state], state)),
  );
}
