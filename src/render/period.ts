import type { Period } from '../report/period.ts';
import { agree } from '../report/plural.ts';
import * as generated from './html/generated.ts';
import { findingsOver, frameworksOver, gapsMeaning, gapsOver, minute, rowsLeftOut, rulesOver, scansOver } from './html/period.ts';
import { hash, templates } from './html/templates.ts';
import { intervalInWords, periodOutcome } from './period-words.ts';
import { visible } from './visible.ts';

const page = templates.template(generated.period);
const css = `${generated.css}\n${generated.periodCss}`;
const csp = ["default-src 'none'", `style-src ${hash(css)}`, 'img-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');

/** The period for an auditor: one file without a script, for a screen and for paper. */
export function periodHtml(period: Period): string {
  const { organization, scans, gaps, summary, tool, findings } = period;
  const name = visible(organization.id);
  const [from, to] = [minute(period.period.from), minute(period.period.to)];
  return page({
    csp,
    css,
    title: `BYOK controls of ${name}, ${from} to ${to}`,
    heading: `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    outcome: periodOutcome(period),
    facts: [
      { label: 'Organization', value: name, code: true },
      { label: 'Period', value: `${from} until before ${to}`, code: false },
      { label: 'A scan expected every', value: intervalInWords(scans.every_minutes), code: false },
      { label: 'Policy that maps rules to requirements', value: visible(tool.policy_digest), code: true },
      { label: 'Policies in use', value: String(policies(period)), code: false },
      { label: 'Tool', value: visible(`${tool.name} ${tool.version}`), code: false },
    ].map((fact) => ({ ...fact, wide: fact.value.length > 34 })),
    sections: [
      { id: 'summary', label: 'Summary', count: 0 },
      { id: 'gaps', label: 'Gaps', count: gaps.length },
      { id: 'method', label: 'How to read this', count: 0 },
      { id: 'controls', label: 'Controls', count: 0 },
      { id: 'rules', label: 'Rules', count: period.rules.length },
      { id: 'findings', label: 'Findings', count: findings.length },
      { id: 'scans', label: 'Scans', count: scans.ran },
    ],
    tiles: [
      { value: scans.expected, label: 'scans expected', symbol: '', tone: '' },
      { value: scans.ran, label: 'scans ran', symbol: '', tone: scans.ran < scans.expected ? 'warn' : '' },
      { value: scans.whole, label: 'saw everything', symbol: '', tone: scans.whole < scans.ran ? 'warn' : '' },
      { value: gaps.length, label: agree(gaps.length, 'gap', 'gaps'), symbol: '', tone: gaps.length > 0 ? 'bad' : '' },
      { value: summary.opened, label: 'findings opened', symbol: '✗', tone: '' },
      { value: summary.resolved, label: 'resolved', symbol: '✓', tone: '' },
      {
        value: summary.open,
        label: `open at the end${summary.open_waived === 0 ? '' : `; ${summary.open_waived} of them waived`}`,
        symbol: '✗',
        tone: summary.open > summary.open_waived ? 'bad' : '',
      },
      {
        value: summary.days_to_fix?.median ?? '–',
        label: `days to fix, median${summary.days_to_fix === null ? '' : `; longest ${summary.days_to_fix.longest}`}`,
        symbol: '',
        tone: '',
      },
    ],
    gapsMeaning: gapsMeaning(period),
    gaps: gapsOver(period),
    meanings: MEANINGS,
    integrity:
      'This page is a view of period.json, which is made from the history of scans. The history keeps the times at which verdicts changed; the evidence of each scan is the snapshot.json whose digest the list of scans names.',
    strips: scans.ran > 0,
    key: KEY,
    frameworks: frameworksOver(period),
    rules: rulesOver(period),
    findings: findingsOver(period),
    findingsMore: rowsLeftOut(findings.length),
    noFindings:
      scans.ran === 0
        ? 'No scan looked for any.'
        : 'No failure was seen; what could not be determined, and what lies in gaps, may hide some.',
    scans: scansOver(period),
    scansMore: rowsLeftOut(scans.list.length),
  });
}

const policies = ({ scans }: Period): number => new Set(scans.list.flatMap(({ runs }) => runs.map(({ policy }) => policy))).size;

const KEY = [
  { tone: 'good', word: 'passed' },
  { tone: 'bad', word: 'failed, or a rule broke' },
  { tone: 'warn', word: 'not determined, or waived' },
  { tone: '', word: 'not applicable, not assessed' },
  { tone: 'gap', word: 'no scan' },
];

const MEANINGS = [
  { word: 'Expected scans', meaning: 'One for each interval of the period, rounded up.' },
  {
    word: 'Passed at a scan',
    meaning: 'A rule of the requirement was seen to hold, and none failed, broke, was waived or could not be determined.',
  },
  {
    word: 'Not determined at a scan',
    meaning:
      'A fact was missing, including those that only a person can attest; or the policy or configuration of the scan left out what other scans of the period evaluated; or the scan is not known to have seen all subjects of the type, so that it is unknown which earlier passes it confirmed.',
  },
  {
    word: 'Open at the end',
    meaning:
      'Not seen to end before the end of the period. A failure that can no longer be seen, is left out, or is only attested by a person remains open.',
  },
  {
    word: 'Days to fix',
    meaning:
      'Of the findings resolved in the period, from the scan that first saw the failure to the first that saw the rule hold or not apply.',
  },
  {
    word: 'No longer there',
    meaning: 'The subject no longer existed, while all of its type were seen. That is not a fix, and is counted separately.',
  },
];
