import { keysOf } from '../input/keys.ts';
import type { Rendered } from '../integrity/output.ts';
import { agree } from '../report/plural.ts';
import { INPUTS, type Report, type ReportedVerdict, SEVERITIES } from '../report/schema.ts';
import { STATES, type State } from '../report/state.ts';
import { inState } from '../report/verdict-columns.ts';
import { changesSince } from './html/changes.ts';
import { checklists } from './html/checklists.ts';
import { exceptions } from './html/exceptions.ts';
import { findingsOf } from './html/findings.ts';
import { frameworks } from './html/frameworks.ts';
import { css, js } from './html/generated.ts';
import { holderTable } from './html/holders.ts';
import { type Islands, islandsOf } from './html/islands.ts';
import type { Kind } from './html/links.ts';
import { mapOf } from './html/map.ts';
import { obstaclesOf } from './html/obstacles.ts';
import { outcome } from './html/outcome.ts';
import { label, pageOf } from './html/page.ts';
import { unlessEmpty } from './html/table.ts';
import { judgedIn, tallied } from './html/tally.ts';
import { coverage, inventory, lines, matrix, parameterTable, ruleTable } from './html/view.ts';
import { moment } from './html/words.ts';
import { capital, SHOWN_STATES } from './state-words.ts';

const page = pageOf('report', css, js);

/** The report for people: one file that needs nothing else, for a screen, for paper, and for reading without a script. */
export function html(report: Report): Rendered {
  const islands = islandsOf();
  const fixed = page(view(report, islands));
  return { content: islands.filledInto(fixed) };
}

/** Where the page shows a verdict in full, or by its cause; the others are rows of a table. */
const KIND: Partial<Record<State, Kind>> = {
  fail: 'not met',
  waived: 'not met',
  unknown: 'undetermined',
  needs_attestation: 'to be attested',
  error: 'broke',
};

function view(report: Report, islands: Islands) {
  const { summary, organization, run, tool } = report;
  const passed = lines('passed-table', islands);
  const notApplicable = lines('not-applicable-table', islands);
  for (const judged of judgedIn(report)) {
    const { state } = judged.body;
    if (state === 'not_applicable') notApplicable.add(judged);
    else if (KIND[state] === undefined) passed.add(judged);
  }
  const open: Record<Kind, ReportedVerdict[]> = { 'not met': [], undetermined: [], 'to be attested': [], broke: [] };
  for (const verdict of inState(report.verdicts, keysOf(KIND))) {
    const kind = KIND[verdict.state];
    if (kind !== undefined) open[kind].push(verdict);
  }
  const tally = tallied(report);
  const counts = summary.by_state;
  const name = organization.name ?? organization.id;
  const findings = findingsOf(report, islands);
  return {
    title: `BYOK audit of ${name}, ${run.as_of.slice(0, 10)}`,
    organization: name,
    outcome: outcome(report, tally.onAttestation),
    summary,
    facts: [
      label('Organization', organization.id, true),
      label('Evidence taken at', moment(run.taken_at)),
      ...(run.interrupted_at === null ? [] : [label('Interrupted at', `${moment(run.interrupted_at)}: the evidence is partial`)]),
      label('Evaluated as of', moment(run.as_of)),
      label('Policy', tool.policy_digest, true),
      label('Tool', `${tool.name} ${tool.version}`),
      label('Run', run.id, true),
    ],
    needAttestation: agree(counts.needs_attestation, 'needs attestation', 'need attestation'),
    passedCount: counts.pass + counts.attested,
    passedIsGood: report.summary.complete && counts.pass > 0,
    exceptionCount: report.waivers.length + report.attestations.length,
    matrix: matrix(tally),
    map: mapOf(report),
    changes: changesSince(report, islands),
    coverage: coverage(report),
    failures: findings('not met', open['not met']),
    checklists: checklists(report),
    undetermined: obstaclesOf('undetermined', open.undetermined, report, islands),
    attest: obstaclesOf('to be attested', open['to be attested'], report, islands),
    errors: findings('broke', open.broke),
    passed: unlessEmpty(passed.done('Rules that hold')),
    notApplicable: unlessEmpty(notApplicable.done('Rules that do not apply to a subject')),
    exceptions: exceptions(report),
    inventory: inventory(report, islands),
    holders: holderTable(report, islands),
    frameworks: frameworks(report, tally),
    rules: ruleTable(report, tally),
    // what the filter offers: only what the report has
    choices: STATES.filter((state) => counts[state] > 0).map((state) => ({
      state,
      label: SHOWN_STATES[state].words,
      count: counts[state],
    })),
    severities: SEVERITIES.filter((severity) => tally.bySeverity.has(severity)),
    scope: report.scope,
    parameters: parameterTable(report),
    // what went into the run, by its digest
    inputs: INPUTS.map((input) => ({ label: capital(input), value: run.digests[input] ?? 'none' })),
    limits: report.limits,
  };
}
