import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, startClouds } from '../../loopback/clouds.ts';
import type { Fixture } from '../../loopback/fixture.ts';
import { AuditError, EXIT } from '../../src/audit-error.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import type { Cause } from '../../src/facts/fact.ts';
import { stepsOf } from '../../src/report/remedy.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { isUnanswered, type Status } from '../../src/report/state.ts';
import { STRICT } from '../../src/report/summary.ts';
import { evaluationIn, scanClouds } from '../end-to-end/scenario.ts';
import { unexplained } from '../end-to-end/unexplained.ts';

const AS_OF = '2026-11-24T12:00:00Z';

/** A status, an unknown by its cause, or `none`: no verdict at all. */
export type Answer = Status | `unknown/${Cause}` | 'none';

/** A rule, a subject, the right answers, and what the verdict's message, notes, remedy or unknown say. */
export type Expectation = readonly [rule: string, subject: string, answers: Answer | readonly Answer[], says?: RegExp];

/** An organization in one situation, and what is true of it. */
export type Situation = {
  organization: Fixture;
  /** Lines of `byok-audit.yaml` after its version. */
  config?: string;
  /** Files beside it, by name. */
  files?: Readonly<Record<string, string>>;
  as_of?: string;
  faults?: readonly Fault[];
  expect: readonly Expectation[];
  /** All that is open, as `rule subject`, where nothing else may be: each is for a person alone to answer. */
  left_to_a_person?: readonly string[];
  exit?: number;
};

/** A situation that people who keep such keys meet. */
export type FieldCase = Situation & {
  title: string;
  /** It does not hold yet. Its test fails once it holds: then this goes. */
  open?: true;
};

/** Scans the organization, and says where the report differs from what is true; nothing if it nowhere does. */
export async function differences(situation: Situation): Promise<string[]> {
  const scanned = await scan(situation);
  if ('refused' in scanned) return [scanned.refused];
  const { report, idle } = scanned;
  const wrong = situation.expect.flatMap((expected) => difference(report, expected));
  if (situation.left_to_a_person !== undefined) wrong.push(...elsewise(report, situation.left_to_a_person));
  const code = exitCode(report, STRICT);
  if (situation.exit !== undefined && code !== situation.exit) {
    wrong.push(`ends with ${code} instead of ${situation.exit}: ${report.summary.incomplete_because.join(' ')}`);
  }
  return [...wrong, ...unexplained(report), ...idle.map((id) => `no call met the fault ${id}`)];
}

async function scan({ organization, config = '', files = {}, as_of = AS_OF, faults = [] }: Situation) {
  const folder = mkdtempSync(join(tmpdir(), 'byok-case-'));
  const clouds = await startClouds(organization, { faults: [...faults] });
  try {
    for (const [name, content] of Object.entries({ ...files, 'byok-audit.yaml': `version: 1\n${config}` }))
      writeFileSync(join(folder, name), content);
    const { report } = await scanClouds(clouds, evaluationIn(folder, as_of, clouds));
    const met = ({ id }: Fault) => clouds.requests.some((call) => (typeof id === 'string' ? id === call.id : id.test(call.id)));
    return { report, idle: faults.filter((fault) => !met(fault)).map(({ id }) => String(id)) };
  } catch (error) {
    if (error instanceof AuditError && error.exit === EXIT.input) return { refused: error.message };
    throw error;
  } finally {
    await clouds.close();
    rmSync(folder, { recursive: true });
  }
}

/** What is open without being expected to be, or could be answered by a call; and what is expected to be open and is not. */
function elsewise({ verdicts }: Report, expected: readonly string[]): string[] {
  const open = verdicts.filter(({ state }) => isUnanswered(state));
  const named = open.map((verdict) => ({ verdict, name: `${verdict.rule} ${verdict.subject.id}` }));
  return [
    ...named
      .filter(({ verdict, name }) => verdict.state !== 'needs_attestation' || !expected.includes(name))
      .map(({ verdict, name }) => `${name}: ${verdict.state}/${verdict.unknown?.cause}: ${verdict.message}`),
    ...expected.filter((name) => named.every((one) => one.name !== name)).map((name) => `${name}: is not open`),
  ];
}

function difference(report: Report, [rule, id, answers, says]: Expectation): string[] {
  const allowed = [answers].flat();
  const verdict = report.verdicts.find((one) => one.rule === rule && one.subject.id === id);
  if (verdict === undefined) {
    return allowed.includes('none') ? [] : [`${rule} ${id}: no verdict instead of ${allowed.join(' or ')}`];
  }
  const { status, unknown, message } = verdict;
  const answer = unknown === null ? status : `${status}/${unknown.cause}`;
  const text = textOf(report, verdict);
  if (!allowed.some((one) => one === status || one === answer)) {
    return [`${rule} ${id}: ${answer} instead of ${allowed.join(' or ')}: ${message}`];
  }
  return says === undefined || says.test(text) ? [] : [`${rule} ${id}: ${answer}, but it does not say ${says}: ${text}`];
}

/** All that a reader is given of a verdict, the steps against it written out. */
function textOf(report: Report, verdict: ReportedVerdict): string {
  const { message, notes, unknown } = verdict;
  const given = Object.values(stepsOf(report)(verdict) ?? {}).filter((steps) => steps !== null);
  return [message, ...notes, ...[...given, ...(unknown?.facts ?? [])].map((one) => JSON.stringify(one))].join('\n');
}
