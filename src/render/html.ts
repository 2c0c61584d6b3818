import type { Report, ReportedVerdict } from '../report/schema.ts';
import { SEVERITIES } from '../report/schema.ts';
import { changesSince } from './html/changes.ts';
import { exceptions } from './html/exceptions.ts';
import { groups, obstacles } from './html/findings.ts';
import { frameworks } from './html/frameworks.ts';
import * as generated from './html/generated.ts';
import { outcome } from './html/outcome.ts';
import { hash, templates } from './html/templates.ts';
import { coverage, inventory, lines, matrix, ruleTable } from './html/view.ts';
import { attested, moment, statusOf } from './html/words.ts';
import type { Renderer } from './renderer.ts';
import { visible } from './visible.ts';

/** The report for people: one file that needs nothing else, for a screen, for paper, and for reading without a script. */
export const html: Renderer = (report) => ({ content: page(view(report)) });

const page = templates.template(generated.report);

const csp = [
  "default-src 'none'",
  `style-src ${hash(generated.css)}`,
  `script-src ${hash(generated.js)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function view(report: Report) {
  const { summary, organization, run, tool, verdicts } = report;
  const of = (status: ReportedVerdict['status']) => verdicts.filter((verdict) => verdict.status === status);
  const undetermined = of('unknown').filter((verdict) => !attested(verdict));
  const attest = of('unknown').filter(attested);
  const name = visible(organization.name ?? organization.id);
  const changes = changesSince(report);
  return {
    csp,
    css: generated.css,
    js: generated.js,
    title: `BYOK audit of ${name}, ${run.as_of.slice(0, 10)}`,
    organization: name,
    outcome: outcome(report),
    reasons: summary.incomplete_because.map(visible),
    facts: [
      { label: 'Organization', value: visible(organization.id), code: true },
      { label: 'Evidence taken at', value: moment(run.taken_at), code: false },
      { label: 'Judged as of', value: moment(run.as_of), code: false },
      { label: 'Policy', value: visible(tool.policy_digest), code: true },
      { label: 'Tool', value: visible(`${tool.name} ${tool.version}`), code: false },
      { label: 'Run', value: visible(run.id), code: true },
    ].map((fact) => ({ ...fact, wide: fact.value.length > 34 })),
    sections: [
      { id: 'summary', label: 'Summary', count: 0 },
      ...(changes === null ? [] : [{ id: 'changes', label: 'Changes', count: changes.count }]),
      { id: 'coverage', label: 'Coverage', count: 0 },
      { id: 'method', label: 'Method and limits', count: 0 },
      { id: 'failures', label: 'Failures', count: summary.fail },
      { id: 'undetermined', label: 'Could not be determined', count: undetermined.length },
      ...(attest.length > 0 ? [{ id: 'attest', label: 'Needs attestation', count: attest.length }] : []),
      ...(summary.error > 0 ? [{ id: 'errors', label: 'Rules that broke', count: summary.error }] : []),
      { id: 'passed', label: 'Passed', count: summary.pass },
      { id: 'not-applicable', label: 'Not applicable', count: summary.not_applicable },
      { id: 'exceptions', label: 'Waivers and attestations', count: report.waivers.length + report.attestations.length },
      { id: 'inventory', label: 'Inventory', count: 0 },
      ...(report.frameworks.length > 0 ? [{ id: 'frameworks', label: 'Controls', count: 0 }] : []),
      { id: 'rules', label: 'Rules', count: 0 },
    ],
    tiles: [
      { value: summary.fail, label: 'failed', symbol: '✗', tone: summary.fail > 0 ? 'bad' : '' },
      ...(summary.waived > 0 ? [{ value: summary.waived, label: 'waived', symbol: '~', tone: 'warn' }] : []),
      { value: undetermined.length, label: 'not determined', symbol: '?', tone: undetermined.length > 0 ? 'warn' : '' },
      { value: attest.length, label: 'need attestation', symbol: '✎', tone: '' },
      ...(summary.error > 0 ? [{ value: summary.error, label: 'rules broke', symbol: '!', tone: 'bad' }] : []),
      { value: summary.pass, label: 'passed', symbol: '✓', tone: summary.complete ? 'good' : '' },
      { value: summary.not_applicable, label: 'not applicable', symbol: '–', tone: '' },
    ],
    matrix: matrix(report),
    changes,
    coverage: coverage(report),
    failures: groups(report, 'not met', of('fail')),
    noFailures: summary.complete ? 'No rule failed.' : 'No failure was seen; what could not be determined may hide some.',
    obstacles: obstacles(undetermined),
    undetermined: groups(report, 'undetermined', undetermined),
    attest: groups(report, 'to be attested', attest),
    errors: groups(report, 'broke', of('error')),
    passed: lines('passed-table', 'Rules that hold', of('pass')),
    notApplicableCount: summary.not_applicable,
    notApplicable: lines('not-applicable-table', 'Rules that do not concern a subject', of('not_applicable')),
    exceptions: exceptions(report),
    inventory: inventory(report),
    frameworks: frameworks(report),
    rules: ruleTable(report),
    choices: choices(verdicts),
    severities: SEVERITIES.filter((severity) => verdicts.some((verdict) => verdict.severity === severity)),
    meanings: MEANINGS,
    limits: report.limits.map(visible),
    integrity:
      'This page is a view of report.json, which is the record. manifest.json beside it holds the SHA-256 of both, of the snapshot, of the policy, of the configuration, of the waivers and of the attestations.',
  };
}

/** What the filter offers: only what the report has. */
function choices(verdicts: readonly ReportedVerdict[]) {
  const byStatus = Map.groupBy(verdicts, statusOf);
  const labels = {
    fail: 'failed',
    waived: 'waived',
    unknown: 'not determined',
    attest: 'needs attestation',
    error: 'rule broke',
    pass: 'passed',
    not_applicable: 'not applicable',
  };
  return Object.entries(labels).flatMap(([status, label]) => {
    const count = byStatus.get(status)?.length ?? 0;
    return count === 0 ? [] : [{ status, label, count }];
  });
}

const MEANINGS = [
  { word: '✗ Failed', meaning: 'Observed facts break the rule.' },
  { word: '~ Waived', meaning: 'A failure that somebody answers for, until a day; another person approved it.' },
  {
    word: '✓ Passed',
    meaning:
      'Every fact that the rule reads was observed, and the rule holds. Where a person attests what no interface tells, the verdict names that person.',
  },
  {
    word: '? Not determined',
    meaning: 'A fact that the rule needs was not observed. Neither good nor bad news: the cause and the call are given.',
  },
  { word: '✎ Needs attestation', meaning: 'No interface tells the fact; only a person can attest it.' },
  { word: '– Not applicable', meaning: 'The rule does not concern the subject; the reason is given.' },
];
