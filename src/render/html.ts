import { agree } from '../report/plural.ts';
import type { Report } from '../report/schema.ts';
import { SEVERITIES } from '../report/schema.ts';
import { STATES, type State, type StateCounts } from '../report/state.ts';
import { changesSince } from './html/changes.ts';
import { exceptions } from './html/exceptions.ts';
import { groups, obstacleTable } from './html/findings.ts';
import { frameworks } from './html/frameworks.ts';
import * as generated from './html/generated.ts';
import { outcome } from './html/outcome.ts';
import { inputs, parameterTable, scopeLines } from './html/scope.ts';
import { hash, templates } from './html/templates.ts';
import { coverage, inventory, lines, matrix, ruleTable } from './html/view.ts';
import { moment } from './html/words.ts';
import type { Renderer } from './renderer.ts';
import { SHOWN_STATES } from './state-words.ts';
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
  const of = (...states: State[]) => verdicts.filter(({ state }) => states.includes(state));
  const counts = summary.by_state;
  const undetermined = of('unknown');
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
      { label: 'Evaluated as of', value: moment(run.as_of), code: false },
      { label: 'Policy', value: visible(tool.policy_digest), code: true },
      { label: 'Tool', value: visible(`${tool.name} ${tool.version}`), code: false },
      { label: 'Run', value: visible(run.id), code: true },
    ].map((fact) => ({ ...fact, wide: fact.value.length > 34 })),
    sections: [
      { id: 'summary', label: 'Summary', count: 0 },
      ...(changes === null ? [] : [{ id: 'changes', label: 'Changes', count: changes.count }]),
      { id: 'coverage', label: 'Coverage', count: 0 },
      { id: 'method', label: 'Method and limits', count: 0 },
      { id: 'failures', label: 'Failures', count: counts.fail },
      { id: 'undetermined', label: 'Could not be determined', count: counts.unknown },
      ...(counts.needs_attestation > 0 ? [{ id: 'attest', label: 'Needs attestation', count: counts.needs_attestation }] : []),
      ...(counts.error > 0 ? [{ id: 'errors', label: 'Rules that broke', count: counts.error }] : []),
      { id: 'passed', label: 'Passed or attested', count: counts.pass + counts.attested },
      { id: 'not-applicable', label: 'Not applicable', count: counts.not_applicable },
      { id: 'exceptions', label: 'Waivers and attestations', count: report.waivers.length + report.attestations.length },
      { id: 'inventory', label: 'Inventory', count: 0 },
      ...(report.frameworks.length > 0 ? [{ id: 'frameworks', label: 'Controls', count: 0 }] : []),
      { id: 'rules', label: 'Rules', count: 0 },
    ],
    tiles: [
      { value: counts.fail, label: 'failed', symbol: '✗', tone: counts.fail > 0 ? 'bad' : '' },
      ...(counts.waived > 0 ? [{ value: counts.waived, label: 'waived', symbol: '~', tone: 'warn' }] : []),
      { value: counts.unknown, label: 'not determined', symbol: '?', tone: counts.unknown > 0 ? 'warn' : '' },
      {
        value: counts.needs_attestation,
        label: agree(counts.needs_attestation, 'needs attestation', 'need attestation'),
        symbol: '✎',
        tone: '',
      },
      ...(counts.error > 0 ? [{ value: counts.error, label: 'rules broke', symbol: '!', tone: 'bad' }] : []),
      { value: counts.pass, label: 'passed', symbol: '✓', tone: summary.complete ? 'good' : '' },
      ...(counts.attested > 0 ? [{ value: counts.attested, label: 'attested', symbol: '✎', tone: '' }] : []),
      { value: counts.not_applicable, label: 'not applicable', symbol: '–', tone: '' },
    ],
    matrix: matrix(report),
    changes,
    coverage: coverage(report),
    failures: groups(report, 'not met', of('fail', 'waived')),
    noFailures: summary.complete ? 'No rule failed.' : 'No failure was seen; what could not be determined may hide some.',
    obstacles: obstacleTable(undetermined),
    undetermined: groups(report, 'undetermined', undetermined),
    attest: groups(report, 'to be attested', of('needs_attestation')),
    errors: groups(report, 'broke', of('error')),
    passed: lines('passed-table', 'Rules that hold', of('pass', 'attested'), report),
    notApplicableCount: counts.not_applicable,
    notApplicable: lines('not-applicable-table', 'Rules that do not apply to a subject', of('not_applicable'), report),
    exceptions: exceptions(report),
    inventory: inventory(report),
    frameworks: frameworks(report),
    rules: ruleTable(report),
    choices: choices(counts),
    severities: SEVERITIES.filter((severity) => verdicts.some((verdict) => verdict.severity === severity)),
    meanings: MEANINGS,
    scope: scopeLines(report),
    parameters: parameterTable(report),
    inputs: inputs(report),
    limits: report.limits.map(visible),
    integrity:
      'This page is a view of report.json, which is the record. manifest.json beside it holds the SHA-256 of both, of the snapshot, of the policy, of the configuration, of the waivers and of the attestations.',
  };
}

/** What the filter offers: only what the report has. */
const choices = (counts: StateCounts) =>
  STATES.filter((state) => counts[state] > 0).map((state) => ({ state, label: SHOWN_STATES[state].words, count: counts[state] }));

const MEANINGS = [
  { word: '✗ Failed', meaning: 'Observed facts break the rule.' },
  { word: '~ Waived', meaning: 'A failure that its owner accepts until a given day; another person approved it.' },
  { word: '✓ Passed', meaning: 'Every fact that the rule reads was observed, and the rule holds.' },
  {
    word: '? Not determined',
    meaning: 'A fact that the rule needs was not observed. The cause and the call are given. Neither a pass nor a failure.',
  },
  { word: '✎ Needs attestation', meaning: 'No API answers it; only a person can attest it.' },
  { word: '✎ Attested', meaning: 'A person attests what could not be observed; the verdict names that person.' },
  { word: '– Not applicable', meaning: 'The rule does not apply to the subject; the reason is given.' },
];
