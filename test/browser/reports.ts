import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organizationOf, written } from '../../bench/organization.ts';
import { scanTemplates } from '../../bench/templates.ts';
import { audit } from '../../src/audit.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import { fingerprintOf } from '../../src/report/fingerprint.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { countByState } from '../../src/report/state.ts';
import { subjectKey } from '../../src/report/subject-order.ts';
import { readSnapshot } from '../../src/snapshot/file.ts';
import { evaluationIn } from '../end-to-end/scenario.ts';

/** The report on 300 clusters and 300 keys, of which 2 % fail and of 1 % something is unknown. */
export async function organization(): Promise<Report> {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  const { document } = organizationOf(await scanTemplates(), 300, 1);
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
  writeFileSync(join(directory, 'snapshot.json'), [...written(document)].join(''));
  const snapshot = readSnapshot('snapshot.json', { directory });
  const { report } = await audit(snapshot, evaluationIn(directory, snapshot.taken_at));
  rmSync(directory, { recursive: true });
  return report;
}

/** Changes of many classes, since a baseline in which nearly everything was different. */
export function withChanges(report: Report): Report {
  const earlier = structuredClone(report);
  for (const [index, verdict] of [...earlier.verdicts].entries())
    verdict.state = (['pass', 'fail', 'unknown'] as const)[index % 3] ?? 'pass';
  return { ...report, changes: changesSince(baselineOf(earlier), report) };
}

/** The passes of a report twenty times over: long lists. */
export const manyPasses = (report: Report): Report =>
  copied(
    report,
    report.verdicts.filter(({ state }) => state === 'pass'),
    20,
  );

/** The failures of a report on new subjects, until there are `count`, of all rules that fail or of the first few only. */
export function manyFailures(report: Report, count: number, rules = Number.POSITIVE_INFINITY): Report {
  const failing = report.verdicts.filter(({ state }) => state === 'fail');
  const first = new Set([...new Set(failing.map(({ rule }) => rule))].slice(0, rules));
  const own = failing.filter(({ rule }) => first.has(rule));
  const more = copied({ ...report, verdicts: [] }, own, Math.ceil(count / own.length));
  const verdicts = [...more.verdicts].slice(0, count);
  return { ...more, verdicts, summary: summaryOf(report, verdicts) };
}

/** @param verdicts of the report, each of them once more on every copy of its subject */
function copied(report: Report, verdicts: readonly ReportedVerdict[], copies: number): Report {
  const about = new Set(verdicts.map(({ subject }) => subjectKey(subject)));
  const own = report.subjects.filter((subject) => about.has(subjectKey(subject)));
  const numbers = Array.from({ length: copies }, (_, copy) => copy);
  const subjects = numbers.flatMap((copy) => own.map((subject) => ({ ...subject, id: `${subject.id}-${copy}` })));
  const more = numbers.flatMap((copy) =>
    verdicts.map((verdict) => {
      const subject = { ...verdict.subject, id: `${verdict.subject.id}-${copy}` };
      return { ...verdict, subject, fingerprint: fingerprintOf(verdict.rule, report.organization.id, subject) };
    }),
  );
  const all = [...report.verdicts, ...more];
  return { ...report, subjects: [...report.subjects, ...subjects], verdicts: all, summary: summaryOf(report, all) };
}

const summaryOf = ({ summary }: Report, verdicts: readonly ReportedVerdict[]) => ({
  ...summary,
  by_state: countByState(verdicts),
});

/** A failure of the demo, on a hundred clusters more. */
export function oneRuleFails(report: Report): Report {
  const own = report.verdicts.filter(({ rule, state }) => rule === 'cluster.region_match' && state === 'fail').slice(0, 1);
  if (own.length === 0) throw new Error('no cluster of the demo fails cluster.region_match');
  return copied(report, own, 100);
}

/** What the tool itself says: it means something to the program, or a report of another text would not be a report. */
const OWN = new Set(
  (
    'schema_version tool digests rule subject_type type status state severity cause ref cloud encryption when as_of taken_at ' +
    'interrupted_at observed_at first_seen created expires fingerprint fact whose may of reason standing beyond source_kind ' +
    'publisher url remedies rules frameworks checklists obstacle class became since kind once_whole by_state'
  ).split(' '),
);

/** The report as if every text from outside began with another: names, ids, messages, values, permissions, exceptions. */
export function fromOutside(report: Report, text: string): Report {
  const walked = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return OWN.has(name) || value === '' ? value : `${text}${value}`;
    if (Array.isArray(value)) return name === 'evidence' || OWN.has(name) ? value : value.map((part) => walked(part, name));
    if (typeof value !== 'object' || value === null || OWN.has(name)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walked(part, key)]));
  };
  return walked({ ...report, subjects: [...report.subjects], verdicts: [...report.verdicts] }, '') as Report;
}
