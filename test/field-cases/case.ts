import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fault, startClouds } from '../../loopback/clouds.ts';
import type { Fixture } from '../../loopback/fixture.ts';
import { AuditError, EXIT } from '../../src/audit-error.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import type { Cause } from '../../src/facts/fact.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Status } from '../../src/report/state.ts';
import { STRICT } from '../../src/report/summary.ts';
import { evaluationIn, scanClouds } from '../end-to-end/scenario.ts';

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
  as_of?: string;
  faults?: readonly Fault[];
  expect: readonly Expectation[];
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
  const code = exitCode(report, STRICT);
  if (situation.exit !== undefined && code !== situation.exit) {
    wrong.push(`ends with ${code} instead of ${situation.exit}: ${report.summary.incomplete_because.join(' ')}`);
  }
  return [...wrong, ...idle.map((id) => `no call met the fault ${id}`)];
}

async function scan({ organization, config = '', as_of = AS_OF, faults = [] }: Situation) {
  const folder = mkdtempSync(join(tmpdir(), 'byok-case-'));
  const clouds = await startClouds(organization, { faults: [...faults] });
  try {
    writeFileSync(join(folder, 'byok-audit.yaml'), `version: 1\n${config}`);
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
function textOf({ remedies }: Report, { message, notes, remedy, unknown }: Report['verdicts'][number]): string {
  const steps = JSON.stringify(remedies.find(({ id }) => id === remedy?.ref)?.steps ?? '');
  const filled = steps.replace(/\{(\w+)\}/g, (placeholder, name) => remedy?.values[name] ?? placeholder);
  return [message, ...notes, filled, ...(unknown?.facts ?? []).map((fact) => JSON.stringify(fact))].join('\n');
}
