import type { Content } from '../integrity/output.ts';
import { agree } from '../report/plural.ts';
import { INPUTS, type Report, SEVERITIES } from '../report/schema.ts';
import { STATES, type State } from '../report/state.ts';
import { changesSince } from './html/changes.ts';
import { checklists } from './html/checklists.ts';
import { exceptions } from './html/exceptions.ts';
import { findingsOf } from './html/findings.ts';
import { frameworks } from './html/frameworks.ts';
import { css, js } from './html/generated.ts';
import { holderTable } from './html/holders.ts';
import { obstaclesOf } from './html/obstacles.ts';
import { outcome } from './html/outcome.ts';
import { label, pageOf } from './html/page.ts';
import { coverage, inventory, lines, matrix, parameterTable, ruleTable } from './html/view.ts';
import { moment } from './html/words.ts';
import { capital, SHOWN_STATES } from './state-words.ts';

const page = pageOf('report', css, js);

/** The report for people: one file that needs nothing else, for a screen, for paper, and for reading without a script. */
export const html = (report: Report): Content => ({ content: page(view(report)) });

function view(report: Report) {
  const { summary, organization, run, tool, verdicts } = report;
  const of = (...states: State[]) => verdicts.filter(({ state }) => states.includes(state));
  const counts = summary.by_state;
  const name = organization.name ?? organization.id;
  const findings = findingsOf(report);
  return {
    title: `BYOK audit of ${name}, ${run.as_of.slice(0, 10)}`,
    organization: name,
    outcome: outcome(report),
    summary,
    facts: [
      label('Organization', organization.id, true),
      label('Evidence taken at', moment(run.taken_at)),
      label('Evaluated as of', moment(run.as_of)),
      label('Policy', tool.policy_digest, true),
      label('Tool', `${tool.name} ${tool.version}`),
      label('Run', run.id, true),
    ],
    needAttestation: agree(counts.needs_attestation, 'needs attestation', 'need attestation'),
    passedCount: counts.pass + counts.attested,
    passedIsGood: report.summary.complete && counts.pass > 0,
    exceptionCount: report.waivers.length + report.attestations.length,
    matrix: matrix(report),
    changes: changesSince(report),
    coverage: coverage(report),
    failures: findings('not met', of('fail', 'waived')),
    checklists: checklists(report),
    undetermined: obstaclesOf('undetermined', of('unknown'), report),
    attest: obstaclesOf('to be attested', of('needs_attestation'), report),
    errors: findings('broke', of('error')),
    passed: lines('passed-table', 'Rules that hold', of('pass', 'attested'), report),
    notApplicable: lines('not-applicable-table', 'Rules that do not apply to a subject', of('not_applicable'), report),
    exceptions: exceptions(report),
    inventory: inventory(report),
    holders: holderTable(report),
    frameworks: frameworks(report),
    rules: ruleTable(report),
    // what the filter offers: only what the report has
    choices: STATES.filter((state) => counts[state] > 0).map((state) => ({
      state,
      label: SHOWN_STATES[state].words,
      count: counts[state],
    })),
    severities: SEVERITIES.filter((severity) => verdicts.some((verdict) => verdict.severity === severity)),
    scope: report.scope,
    parameters: parameterTable(report),
    // what went into the run, by its digest
    inputs: INPUTS.map((input) => ({ label: capital(input), value: run.digests[input] ?? 'none' })),
    limits: report.limits,
  };
}
