import type { Finding, Period } from '../../report/period.ts';
import { figuresInWords, intervalInWords, passedInWords } from '../period-words.ts';
import { visible } from '../visible.ts';
import { placeOf, ruleAnchor } from './anchors.ts';
import { strip } from './strip.ts';
import { type Table, table } from './table.ts';
import { moment, words } from './words.ts';

/** A page is for reading: more rows than these are in period.json. */
const MOST_ROWS = 1000;

/** The frameworks, each requirement with its pass history. */
export function frameworksOver({ frameworks, scans, gaps, period }: Period) {
  const over = { ...period, every: scans.every_minutes * 60_000 };
  return frameworks.map(({ id, title, version, publisher, requirements }) => ({
    id: placeOf('framework', id),
    name: visible(title),
    version: visible(version),
    publisher: visible(publisher),
    requirements: requirements
      .filter(({ rules }) => rules.length > 0)
      .map((requirement) => {
        const { passed, others } = passedInWords(requirement.scans, scans.ran);
        return {
          id: visible(requirement.id),
          title: visible(requirement.title),
          note: requirement.note === null ? null : visible(requirement.note),
          rules: requirement.rules.map((rule) => ({ rule: visible(rule), anchor: ruleAnchor(rule) })),
          strip: strip(requirement.history, gaps, over),
          passed,
          others,
          tone: toneOf(requirement.scans, scans.ran),
          findings: figuresInWords(requirement.findings),
        };
      }),
    uncovered: requirements
      .filter(({ rules }) => rules.length === 0)
      .map(({ id, title, note }) => ({ id: visible(id), title: visible(title), note: visible(note ?? '') })),
  }));
}

/** Green only where every scan says so. */
const toneOf = ({ fail, error, unknown, waived, pass }: Period['rules'][number]['scans'], ran: number): string =>
  fail + error > 0 ? 'bad' : unknown + waived > 0 ? 'warn' : ran > 0 && pass === ran ? 'good' : '';

export function rulesOver({ rules }: Period): Table {
  return table(
    'rule-table',
    `Rules (${rules.length}): scans by the worst verdict, and findings`,
    [
      'Rule',
      'Severity',
      'Passed',
      'Failed',
      'Waived',
      'Not determined',
      'Rule broke',
      'Not applicable',
      'Not assessed',
      'Verdicts',
      'Findings',
    ],
    rules.map(({ id, severity, scans, verdicts, findings }) => [
      id,
      severity,
      ...[scans.pass, scans.fail, scans.waived, scans.unknown, scans.error, scans.not_applicable, scans.not_assessed].map(String),
      String(Object.values(verdicts).reduce((total, count) => total + count, 0)),
      figuresInWords(findings),
    ]),
    null,
    rules.map(({ id }) => ruleAnchor(id)),
  );
}

export function findingsOver({ findings }: Period): { table: Table | null; more: string | null } {
  return {
    table:
      findings.length === 0
        ? null
        : table(
            'finding-table',
            `Findings (${findings.length})`,
            ['Rule', 'Severity', 'Subject', 'Id', 'Opened', 'Ended', 'Days', 'Waived'],
            findings
              .slice(0, MOST_ROWS)
              .map((finding) => [
                finding.rule,
                finding.severity,
                finding.subject.name ?? `unnamed ${finding.subject.type}`,
                finding.subject.id,
                minute(finding.opened),
                endOf(finding),
                String(finding.days),
                finding.waived ? 'yes' : finding.was_waived ? 'no longer' : 'no',
              ]),
          ),
    more: more(findings.length),
  };
}

function endOf({ ended, became, unseen_since }: Finding): string {
  if (ended === null) return unseen_since === null ? 'open' : `open; not seen since ${minute(unseen_since)}`;
  return `${minute(ended)}, ${became === 'pass' ? 'rule holds' : became === 'gone' ? 'no longer there' : words(became ?? '')}`;
}

export function scansOver({ scans }: Period): { table: Table | null; more: string | null } {
  return {
    table:
      scans.list.length === 0
        ? null
        : table(
            'scan-table',
            `Scans (${scans.list.length})`,
            [
              'Taken at',
              'Snapshot',
              'Seen',
              'Failed',
              'Waived',
              'Not determined',
              'Rule broke',
              'Passed',
              'Attested',
              'Policy',
              'Configuration',
            ],
            scans.list
              .slice(0, MOST_ROWS)
              .map(({ taken_at, snapshot, whole, verdicts, runs }) => [
                minute(taken_at),
                short(snapshot),
                whole ? 'everything' : 'not everything',
                ...[verdicts.fail, verdicts.waived, verdicts.unknown, verdicts.error, verdicts.pass, verdicts.attested].map(
                  String,
                ),
                distinct(runs.map(({ policy }) => policy)),
                distinct(runs.map(({ configuration }) => configuration)),
              ]),
          ),
    more: more(scans.list.length),
  };
}

/** Null where there are none. */
export const gapsOver = ({ gaps }: Period): Table | null =>
  gaps.length === 0
    ? null
    : table(
        'gap-table',
        `Gaps (${gaps.length})`,
        ['From', 'To', 'Days', 'What is missing'],
        gaps.map(({ kind, from, to, days }) => [
          minute(from),
          minute(to),
          String(days),
          kind === 'no_scan' ? 'any scan' : 'a scan that saw everything',
        ]),
      );

export const gapsMeaning = ({ scans }: Period): string =>
  `A scan was expected every ${intervalInWords(scans.every_minutes)}. A gap is a stretch without a scan, or without one that saw everything, that is longer by more than a tenth.`;

const more = (all: number): string | null =>
  all > MOST_ROWS ? `The first ${MOST_ROWS} are shown; ${all - MOST_ROWS} more are in period.json.` : null;

/** Times to the minute; period.json has the milliseconds. */
export const minute = (time: string): string => moment(time.replace(/:\d{2}\.\d+Z$/, ':00Z')).replace(/:00 UTC$/, ' UTC');

/** As much of a digest as `history show` needs. */
const short = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);

const distinct = (digests: readonly string[]): string => [...new Set(digests)].map(short).join(', ');
