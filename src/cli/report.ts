import { OutputFolder } from '../integrity/output-folder.ts';
import { render } from '../render/index.ts';
import { readReport } from '../report/file.ts';
import { printSummary } from './delivery.ts';
import { exitCode } from './exit-code.ts';
import type { LimitOptions, ShowOptions } from './options.ts';
import type { Session } from './session.ts';

/** Renders a report file in other formats. */
export async function runReport(session: Session, file: string, options: ShowOptions & LimitOptions): Promise<void> {
  const report = readReport(file, session.from(options));
  const folder = new OutputFolder(options.out, session.directory).prepare();
  const outputs = await render(report, options.format);
  await folder.addToRun(report.run.id, outputs, { schema_version: '1.0', tool: report.tool, run: report.run });
  printSummary(session, report, exitCode(report, options), outputs, options);
}
