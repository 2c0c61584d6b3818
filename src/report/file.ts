import Type from 'typebox';
import { badInput } from '../audit-error.ts';
import { readJson } from '../input/json.ts';
import { compile } from '../input/json-schema.ts';
import type { From } from '../input/named-file.ts';
import { whole } from './filed.ts';
import { FiledReport } from './filed-schema.ts';
import { withObstacles } from './obstacles.ts';
import { REPORT_VERSION, type Report } from './schema.ts';
import { stateOf } from './state.ts';
import { factsOf, HOLDERS, subjectKey, subjectsOf } from './subject-lookup.ts';
import { borneOut } from './summary.ts';
import { OldReport, upgradedFrom1 } from './upgrade.ts';
import { OldFrameworks, upgradedFrom20 } from './upgrade-frameworks.ts';
import { OldReasons, upgradedFrom21 } from './upgrade-reasons.ts';
import { worstIn } from './worst.ts';

const AnyReport = Type.Object({});
const MAKE_AGAIN = 'byok-audit scan';

/** Reads a report back. @throws AuditError 65 */
export function readReport(file: string, from: From = {}): Report {
  const read = readJson(file, FiledReport, {
    version: REPORT_VERSION,
    what: 'report',
    kind: 'report',
    makeAgain: MAKE_AGAIN,
    upgrade: (data, version) => newest(file, data, version),
    fillDefaults: true,
    ...from,
  });
  const refuse = ([wrong]: Iterable<string>): void => {
    if (wrong !== undefined) throw badInput(`${file}: ${wrong}. Make it again with: ${MAKE_AGAIN}`);
  };
  refuse(missingParts(read));
  const filled = whole(read);
  refuse(repeatedNames(filled));
  refuse(danglingReferences(filled));
  refuse(contradictions(filled));
  const report = { ...filled, summary: borneOut(filled), worst: worstIn(filled) };
  return report.obstacles.length > 0 ? report : withObstaclesOf(report);
}

/** A report that was written before unknowns were grouped says no more of their calls than their permissions. */
function withObstaclesOf(report: Report): Report {
  return {
    ...report,
    ...withObstacles(report.verdicts, {
      subjectOf: subjectsOf(report),
      rules: new Map(report.rules.map(({ id, subject_type }) => [id, { subject_type }])),
      partsOf: () => ({}),
    }),
  };
}

function newest(file: string, data: unknown, version: string): unknown {
  const old = <S extends Type.TSchema>(schema: S, upgraded: unknown): Type.Static<S> => {
    const isOld = compile(schema);
    if (isOld(upgraded)) return upgraded;
    const [{ instancePath = '', message = '' } = {}] = isOld.errors ?? [];
    throw badInput(
      `${file}: not a report of format ${version}: ${instancePath || 'the file'} ${message}. Make it again with: ${MAKE_AGAIN}`,
    );
  };
  const from21 = (data: unknown) => upgradedFrom21(old(OldReasons, data));
  const from20 = (data: unknown) => from21(upgradedFrom20(old(OldFrameworks, data)));
  if (/^1\.\d+$/.test(version)) return from20(upgradedFrom1(old(OldReport, data)));
  if (version === '2.0') return from20(data);
  if (version === '2.1') return from21(data);
  // what 3.1 and 3.2 added is optional, and has defaults
  if (version === '3.0' || version === '3.1') return { ...old(AnyReport, data), schema_version: REPORT_VERSION };
  if (/^0\.\d+$/.test(version))
    throw badInput(
      `${file}: report format ${version} is older than 1.0, the oldest that this version reads. Make it again with: ${MAKE_AGAIN}, or from its snapshot with: byok-audit evaluate`,
    );
  return data;
}

/** What is left out of a verdict or a fact and cannot be filled in: somebody edited the file. */
function* missingParts({ rules, subjects, reasons, verdicts }: FiledReport): Generator<string> {
  const known = new Set(rules.map(({ id }) => id));
  for (const { type, id, facts, holders } of subjects)
    for (const [name, fact] of [...Object.entries(facts), [HOLDERS, holders] as const])
      if (fact !== null && 'unknown' in fact && reasons[fact.unknown] === undefined)
        yield `the fact ${name} of ${type} ${id} names the reason ${fact.unknown}, which the report does not have`;
  for (const { rule, subject, severity, message, evidence, not_applicable, unknown } of verdicts) {
    const of = `the verdict of ${rule} on ${subject.type} ${subject.id}`;
    if (!known.has(rule) && (severity === undefined || evidence === undefined))
      yield `${of} is of a rule that the report does not have`;
    if (message === undefined && not_applicable === null) yield `${of} has no message`;
    for (const { reason } of unknown?.facts ?? [])
      if (reasons[reason] === undefined) yield `${of} names the reason ${reason}, which the report does not have`;
  }
}

/** A name that two entries share: which of them a verdict means could not be said. */
function* repeatedNames({ rules, subjects, remedies, checklists }: Report): Generator<string> {
  const named = [
    ...rules.map(({ id }) => `the rule ${id}`),
    ...subjects.map(({ type, id }) => `the ${type} ${id}`),
    ...remedies.map(({ id }) => `the remedy ${id}`),
    ...checklists.map(({ id }) => `the checklist ${id}`),
  ];
  const seen = new Set<string>();
  for (const name of named) {
    if (seen.has(name)) yield `the report has ${name} more than once`;
    seen.add(name);
  }
}

/** What a verdict or a fact names and the report does not have: somebody edited the file. */
function* danglingReferences({ subjects, sources, remedies, checklists, obstacles, verdicts }: Report): Generator<string> {
  const facts = new Map(subjects.map((subject) => [subjectKey(subject), factsOf(subject)]));
  for (const { type, id } of subjects)
    for (const [name, fact] of Object.entries(facts.get(subjectKey({ type, id })) ?? {}))
      if ('source' in fact && sources[fact.source] === undefined)
        yield `the fact ${name} of ${type} ${id} names the source ${fact.source}, which the report does not have`;
  const steps = new Set(remedies.map(({ id }) => id));
  for (const {
    id,
    steps: { checklist },
  } of remedies)
    if (checklist !== null && !checklists.some((one) => one.id === checklist))
      yield `the remedy ${id} names the checklist ${checklist}, which the report does not have`;
  for (const { rule, subject, evidence, remedy, unknown } of verdicts) {
    const [known, named] = [facts.get(subjectKey(subject)), `${subject.type} ${subject.id}`];
    if (known === undefined) yield `the verdict of ${rule} names ${named}, which the report does not have`;
    for (const name of evidence)
      if (!Object.hasOwn(known ?? {}, name)) yield `the verdict of ${rule} names the fact ${name}, which ${named} does not have`;
    for (const { obstacle } of unknown?.facts ?? [])
      if (obstacle !== undefined && obstacles[obstacle] === undefined)
        yield `the verdict of ${rule} on ${named} names the obstacle ${obstacle}, which the report does not have`;
    if (remedy !== null && !steps.has(remedy.ref))
      yield `the verdict of ${rule} names the remedy ${remedy.ref}, which the report does not have`;
  }
}

/** Everything counts by the state: one that its own verdict does not bear out would turn a failure into a pass. */
function* contradictions({ verdicts }: Report): Generator<string> {
  for (const verdict of verdicts) {
    const { rule, subject, status, state, unknown } = verdict;
    const of = `the verdict of ${rule} on ${subject.type} ${subject.id}`;
    if (status === 'unknown' && unknown === null) yield `${of} is unknown and gives no cause`;
    if (state !== stateOf(verdict))
      yield `${of} has the state ${state}, but its status and exceptions make it ${stateOf(verdict)}`;
  }
}
