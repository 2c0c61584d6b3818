import { join } from 'node:path';
import type { Audit, Evaluation } from '../audit.ts';
import { EXIT } from '../audit-error.ts';
import { HistoryError } from '../history/history-error.ts';
import type { Output } from '../integrity/output.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { render } from '../render/index.ts';
import type { Report } from '../report/schema.ts';
import { contentOf, PARTIAL_SNAPSHOT } from '../snapshot/file.ts';
import { exitCode } from './exit-code.ts';
import { jsonSummary } from './json-summary.ts';
import { type MetricsFile, metricsFile } from './metrics-file.ts';
import type { AuditOptions, ShowOptions } from './options.ts';
import type { Session } from './session.ts';
import { summary } from './summary.ts';

/** Where the results of a run go. */
type Places = { folder: OutputFolder; metrics: MetricsFile | null };

/** Makes and checks the places where results go, before a scan takes its time. @throws AuditError 73 */
export function placesFor(session: Session, { out, metrics }: AuditOptions): Places {
  const folder = new OutputFolder(out, session.directory).prepare();
  return { folder, metrics: metricsFile(session, metrics) };
}

/** Writes the files, prints the summary, sets the exit code. */
export async function deliver(
  session: Session,
  { folder, metrics }: Places,
  evaluation: Evaluation,
  { inventory, report }: Audit,
  options: AuditOptions,
) {
  const outputs: Output[] = [
    ...(await render(report, options.format)),
    { file: 'snapshot.json', ...contentOf(inventory.snapshot) },
  ];
  const manifest = {
    schema_version: '1.0',
    tool: report.tool,
    run: report.run,
    configuration: evaluation.config.digest,
    waivers: evaluation.waivers.digest,
    attestations: evaluation.attestations.digest,
    baseline: evaluation.baseline?.digest ?? null,
  };
  // one that is marked as incomplete may be what was evaluated
  await folder.writeRun(outputs, manifest, report.run.interrupted_at === null ? [PARTIAL_SNAPSHOT] : []);
  const recorded = await record(inventory, report, evaluation);
  const verdict = exitCode(report, options);
  // a scan that is not recorded leaves a gap that a later one cannot close
  const code = verdict === 0 && !recorded ? EXIT.output : verdict;
  await metrics?.write(report, code);
  printSummary(session, report, code, outputs, options);
}

/** @returns false where the scan could not be recorded, of which the user was warned */
async function record(inventory: Inventory, report: Report, { history, config, warn }: Evaluation): Promise<boolean> {
  try {
    await history?.record(inventory, report, config.digest);
    return true;
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    // the user was warned of the same problem when the history was read
    const known = report.history?.unread === true;
    warn?.(known ? 'this scan is not recorded in the history.' : `${error.message} This scan is not recorded.`);
    return false;
  }
}

/** Ends with the exit code and prints the summary, which names the files that were written, and says of others why they were not, or what they leave out. */
export function printSummary(
  session: Session,
  report: Report,
  code: number,
  outputs: readonly Output[],
  options: ShowOptions,
): void {
  session.exitCode = code;
  const written = outputs.flatMap((output) => ('withheld' in output ? [] : [join(options.out, output.file)]));
  const withheld = outputs.flatMap((output) => ('withheld' in output ? [output] : []));
  const shortened = outputs.flatMap((output) =>
    'shortened' in output && output.shortened !== undefined ? [{ file: output.file, shortened: output.shortened }] : [],
  );
  if (options.json === true) {
    session.printJson(jsonSummary(report, { code, written, withheld, shortened }));
  } else if (options.quiet !== true) {
    session.print(
      summary(report, {
        code,
        written,
        withheld,
        shortened,
        width: session.width,
        color: options.color && session.color,
        newOnly: options.failOnNew === true,
        verbose: options.verbose === true,
      }),
    );
  } else {
    // a schedule that prints nothing else has to say that its alerts stay as they are, or are not all of them
    for (const { file, withheld: reason } of withheld) session.log('warning', `${file} was not written: ${reason}`);
    for (const { file, shortened: what } of shortened) session.log('warning', `${file} does not hold everything: ${what}`);
  }
}
