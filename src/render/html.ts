import { keysOf } from '../input/keys.ts';
import type { Rendered } from '../integrity/output.ts';
import { type Report, type ReportedVerdict, SEVERITIES } from '../report/schema.ts';
import { STATES, type State } from '../report/state.ts';
import { inState } from '../report/verdict-columns.ts';
import { changesSince } from './html/changes.ts';
import { checklists } from './html/checklists.ts';
import { controls, frameworksTable, restingOf } from './html/controls.ts';
import { cover } from './html/cover.ts';
import { exceptions } from './html/exceptions.ts';
import { facetsOf } from './html/facets.ts';
import { findingsOf } from './html/findings.ts';
import { css, js } from './html/generated.ts';
import { calls, integrity } from './html/integrity.ts';
import type { Kind } from './html/links.ts';
import { mapOf } from './html/map.ts';
import { obstaclesOf, severalCauses, subjectsWaiting } from './html/obstacles.ts';
import { pageOf, runningHead } from './html/page.ts';
import { notApplicable, passesOf } from './html/passes.ts';
import { coverage, inventory } from './html/population.ts';
import { resultOf } from './html/result.ts';
import { roomOf } from './html/room.ts';
import { ruleTable } from './html/rules.ts';
import { scopeOf } from './html/scope.ts';
import { sectionsOf } from './html/sections.ts';
import { MOST_AT_ONCE } from './html/table.ts';
import { tallied } from './html/tally.ts';
import { SHOWN_STATES } from './state-words.ts';

const page = pageOf('report', css, js);

/** The report for people: one file that needs nothing else, for a screen, for paper, and for reading without a script. */
export function html(report: Report): Rendered {
  const { organization, run } = report;
  const head = runningHead(
    organization.name ?? organization.id,
    report.classification ?? '',
    `${run.as_of.slice(0, 10)}, run ${run.id.slice(0, 12)}`,
  );
  return { content: page(view(report), head) };
}

/** Where the page shows a verdict in full, or by its cause; the others are rows of a table. */
const KIND: Partial<Record<State, Kind>> = {
  fail: 'not met',
  waived: 'not met',
  unknown: 'undetermined',
  needs_attestation: 'to be attested',
  error: 'broke',
};

function view(report: Report) {
  const { summary, run } = report;
  const counts = summary.by_state;
  const [facets, room, tally] = [facetsOf(report), roomOf(report), tallied(report)];
  const known = { report, facets, room };
  const open: Record<Kind, ReportedVerdict[]> = { 'not met': [], undetermined: [], 'to be attested': [], broke: [] };
  for (const verdict of inState(report.verdicts, keysOf(KIND))) {
    const kind = KIND[verdict.state];
    if (kind !== undefined) open[kind].push(verdict);
  }
  const findings = findingsOf(known);
  const [failures, errors] = [findings('not met', open['not met']), findings('broke', open.broke)];
  const [undetermined, attest] = [
    obstaclesOf('undetermined', open.undetermined, known),
    obstaclesOf('to be attested', open['to be attested'], known),
  ];
  const sections = sectionsOf(known, anchorsIn([...failures, ...errors], [...undetermined, ...attest]));
  const covered = cover(report);
  const frameworks = controls(report, tally);
  const listed = (which: 'onUnknowns' | 'openByUnknowns' | 'openOtherwise') =>
    frameworks.map(({ title, [which]: ids }) => ({ title, ids })).filter(({ ids }) => ids.length > 0);
  return {
    title: `BYOK audit of ${covered.organization}, ${run.as_of.slice(0, 10)}`,
    summary,
    cover: covered,
    result: resultOf(known, tally, { resting: restingOf(report), missing: subjectsWaiting(open.undetermined, known) }),
    map: mapOf(report, room.sectionOf),
    scope: scopeOf(report),
    limits: report.limits.map((text, place) => ({ number: place + 1, text })),
    coverage: coverage(report),
    inventory: inventory(report, facets, room),
    failures,
    failing: counts.fail + counts.waived,
    errors,
    checklists: checklists(report),
    undetermined,
    several: severalCauses(report),
    attest,
    sections,
    manySections: sections.length > MOST_AT_ONCE,
    withoutSection: room.withoutSection,
    frameworks: frameworksTable(report),
    controls: frameworks,
    onUnknowns: listed('onUnknowns'),
    openByUnknowns: listed('openByUnknowns'),
    waiting: subjectsWaiting([...open.undetermined, ...open['to be attested']], known),
    openOtherwise: listed('openOtherwise'),
    exceptions: exceptions(report, room),
    exceptionCount: report.waivers.length + report.attestations.length,
    changes: changesSince(report, room),
    passed: passesOf(known),
    passedCount: counts.pass + counts.attested,
    notApplicable: notApplicable(known),
    file: room.file,
    rules: ruleTable(report, tally),
    integrity: integrity(report),
    calls: calls(report),
    run: run.id,
    // what the filter offers: only what the report has
    choices: {
      states: STATES.filter((state) => counts[state] > 0).map((state) => ({ state, label: SHOWN_STATES[state].words })),
      severities: SEVERITIES.filter((severity) => tally.bySeverity.has(severity)),
      controls: report.frameworks.map(({ id, title, requirements }) => ({
        id,
        title,
        requirements: requirements.filter(({ rules }) => rules.length > 0).map((one) => one.id),
      })),
      environments: facets.environments,
      owners: facets.owners,
    },
    facets: facets.json,
  };
}

/** Where the page has a verdict by itself: in full, as a row of its rule, or as one of those that wait for the same. */
function anchorsIn(
  findings: ReturnType<ReturnType<typeof findingsOf>>,
  obstacles: ReturnType<typeof obstaclesOf>,
): ReadonlySet<string> {
  const rows = [...findings.map(({ rest }) => rest), ...obstacles.map(({ table }) => table)].flatMap(
    (table) => table?.rows ?? [],
  );
  return new Set([...findings.flatMap(({ items }) => items), ...rows].flatMap(({ anchor }) => anchor ?? []));
}
