import type { Finding, Gap, Period } from '../report/period.ts';
import { agree } from '../report/plural.ts';
import { periodCss } from './html/generated.ts';
import { placeOf, ruleAnchor } from './html/links.ts';
import { label, pageOf, runningHead } from './html/page.ts';
import { strip } from './html/strip.ts';
import { countColumns, type Table, table, tableUnlessEmpty } from './html/table.ts';
import { moment, words } from './html/words.ts';
import { figuresInWords, heldInWords, intervalInWords, periodOutcome } from './period-words.ts';
import { BEYOND_WORDS } from './state-words.ts';

/** A page is for reading: more rows than these are in period.json. */
const MOST_ROWS = 1000;

const page = pageOf('period', periodCss, null);

/** The period for an auditor: one file without a script, for a screen and for paper. */
export function periodHtml(period: Period): string {
  const { organization, scans, gaps, summary, tool, findings } = period;
  const { open, open_waived: waived, days_to_fix: fixed } = summary;
  const [from, to] = [minute(period.period.from), minute(period.period.to)];
  const { list, ...tally } = scans;
  const every = intervalInWords(scans.every_minutes);
  const policies = new Set(list.flatMap(({ runs }) => runs.map(({ policy }) => policy)));
  return page(
    {
      title: `BYOK controls of ${organization.id}, ${from} to ${to}`,
      heading: `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
      outcome: periodOutcome(period),
      facts: [
        label('Organization', organization.id, true),
        label('Period', `${from} until before ${to}`),
        label('A scan expected every', every),
        label('Policy that maps rules to requirements', tool.policy_digest, true),
        label('Policies in use', String(policies.size)),
        label('Tool', `${tool.name} ${tool.version}`),
      ],
      every,
      tally,
      missed: scans.ran < scans.expected,
      partial: scans.whole < scans.ran,
      gapCount: gaps.length,
      gapWord: agree(gaps.length, 'gap', 'gaps'),
      summary,
      openLabel: `open at the end${waived === 0 ? '' : `; ${waived} of them waived`}`,
      unwaived: open > waived,
      daysToFix: fixed?.median ?? '–',
      fixLabel: `days to fix, median${fixed === null ? '' : `; longest ${fixed.longest}`}`,
      gaps: gapsOver(period),
      frameworks: frameworksOver(period),
      rules: rulesOver(period),
      findingCount: findings.length,
      findings: findingsOver(period),
      findingsMore: rowsLeftOut(findings.length),
      scans: scansOver(period),
      scansMore: rowsLeftOut(list.length),
    },
    runningHead(organization.id, '', `${from.slice(0, 10)} to ${to.slice(0, 10)}`),
  );
}

/** The frameworks, each requirement with its pass history. */
function frameworksOver({ frameworks, scans, gaps, period }: Period) {
  const over = { ...period, every: scans.every_minutes * 60_000 };
  return frameworks.map(({ requirements, ...framework }) => ({
    ...framework,
    anchor: placeOf('framework', framework.id),
    requirements: requirements
      .filter(({ rules }) => rules.length > 0)
      .map((requirement) => ({
        ...requirement,
        ...heldInWords(requirement.scans, scans.ran),
        why: requirement.beyond === null ? null : BEYOND_WORDS[requirement.beyond],
        rules: requirement.rules.map((rule) => ({ rule, anchor: ruleAnchor(rule) })),
        strip: strip(requirement.history, gaps, over),
        tone: toneOf(requirement.scans, scans.ran),
        findings: figuresInWords(requirement.findings),
      })),
    uncovered: requirements.filter(({ rules }) => rules.length === 0),
  }));
}

/** Green only where every scan says so. */
const toneOf = ({ fail, error, unknown, waived, pass }: Period['rules'][number]['scans'], ran: number): string =>
  fail + error > 0 ? 'bad' : unknown + waived > 0 ? 'warn' : ran > 0 && pass === ran ? 'good' : '';

type PeriodScan = Period['scans']['list'][number];

const SCAN_STATES = ['pass', 'fail', 'waived', 'unknown', 'error', 'not_applicable', 'not_assessed'] as const;
const VERDICT_STATES = ['fail', 'waived', 'unknown', 'error', 'pass', 'attested'] as const;

const rulesOver = ({ rules }: Period): Table =>
  table(
    'rule-table',
    `Rules (${rules.length}): scans by the worst verdict, and findings`,
    rules,
    {
      Rule: ({ id }) => id,
      Severity: ({ severity }) => severity,
      ...countColumns(SCAN_STATES, ({ scans }) => scans),
      Verdicts: ({ verdicts }) => Object.values(verdicts).reduce((total, count) => total + count, 0),
      Findings: ({ findings }) => figuresInWords(findings),
    },
    { anchor: ({ id }) => ruleAnchor(id) },
  );

const findingsOver = ({ findings }: Period): Table | null =>
  tableUnlessEmpty<Finding>('finding-table', `Findings (${findings.length})`, findings.slice(0, MOST_ROWS), {
    Rule: ({ rule }) => rule,
    Severity: ({ severity }) => severity,
    Subject: ({ subject }) => subject.name ?? `unnamed ${subject.type}`,
    Id: ({ subject }) => subject.id,
    Opened: ({ opened }) => minute(opened),
    Ended: endOf,
    Days: ({ days }) => days,
    Waived: ({ waived, was_waived }) => (waived ? 'yes' : was_waived ? 'no longer' : 'no'),
  });

function endOf({ ended, became, unseen_since }: Finding): string {
  if (ended === null) return unseen_since === null ? 'open' : `open; not seen since ${minute(unseen_since)}`;
  return `${minute(ended)}, ${became === 'pass' ? 'rule holds' : became === 'gone' ? 'no longer there' : words(became ?? '')}`;
}

const scansOver = ({ scans: { list } }: Period): Table | null =>
  tableUnlessEmpty<PeriodScan>('scan-table', `Scans (${list.length})`, list.slice(0, MOST_ROWS), {
    'Taken at': ({ taken_at }) => minute(taken_at),
    Snapshot: ({ snapshot }) => short(snapshot),
    Seen: ({ whole }) => (whole ? 'everything' : 'not everything'),
    ...countColumns(VERDICT_STATES, ({ verdicts }) => verdicts),
    Policy: ({ runs }) => distinct(runs.map(({ policy }) => policy)),
    Configuration: ({ runs }) => distinct(runs.map(({ configuration }) => configuration)),
  });

const gapsOver = ({ gaps }: Period): Table | null =>
  tableUnlessEmpty<Gap>('gap-table', `Gaps (${gaps.length})`, gaps, {
    From: ({ from }) => minute(from),
    To: ({ to }) => minute(to),
    Days: ({ days }) => days,
    'What is missing': ({ kind }) => (kind === 'no_scan' ? 'any scan' : 'a scan that saw everything'),
  });

/** Of a table that holds this many rows: that it shows only the first of them; else null. */
const rowsLeftOut = (all: number): string | null =>
  all > MOST_ROWS ? `The first ${MOST_ROWS} are shown; ${all - MOST_ROWS} more are in period.json.` : null;

/** Times to the minute; period.json has the milliseconds. */
const minute = (time: string): string => moment(time.replace(/:\d{2}\.\d+Z$/, ':00Z')).replace(/:00 UTC$/, ' UTC');

/** As much of a digest as `history show` needs. */
const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

const distinct = (digests: readonly string[]): string => [...new Set(digests)].map(short).join(', ');
