import { diffMarkdown } from '../render/diff-markdown.ts';
import type { Diff } from '../report/change.ts';
import { compare } from '../report/diff.ts';
import { readReport } from '../report/file.ts';
import type { Report } from '../report/schema.ts';
import { diffText } from './diff-text.ts';
import { diffExitCode } from './exit-code.ts';
import type { DiffOptions } from './options.ts';
import type { Session } from './session.ts';

/** Prints what changed between two report files. */
export function runDiff(session: Session, oldFile: string, newFile: string, options: DiffOptions): void {
  const from = session.from(options);
  const [old, now] = [readReport(oldFile, from), readReport(newFile, from)];
  if (Date.parse(old.run.taken_at) > Date.parse(now.run.taken_at))
    session.log('warning', `${oldFile} is of a later scan than ${newFile}; the older one comes first`);
  const comparison = compare(old, now);
  const code = options.failOnNew === true ? diffExitCode(comparison, options.failOn) : 0;
  session.exitCode = code;
  const format = options.json === true ? 'json' : options.format;
  if (format === 'json') {
    const [{ organization }, sides] = [now, { old: sideOf(old), new: sideOf(now) }];
    const diff: Diff = { schema_version: '1.0', organization, ...sides, ...comparison, exit_code: code };
    session.printJson(diff);
  } else if (format === 'md') session.print(diffMarkdown(old, now, comparison));
  else session.print(diffText(old, now, comparison, { width: session.width, color: options.color && session.color }));
}

const sideOf = ({ run: { id, taken_at, as_of, interrupted_at }, tool }: Report) => ({
  run: { id, taken_at, as_of, interrupted_at },
  policy_digest: tool.policy_digest,
});
