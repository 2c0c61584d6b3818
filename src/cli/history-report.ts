import { join } from 'node:path';
import { wrongUsage } from '../audit-error.ts';
import { loadPolicy } from '../evaluate/policy.ts';
import { periodOf } from '../history/period.ts';
import { periodRows } from '../history/period-rows.ts';
import { organizationsIn } from '../history/verdict-rows.ts';
import { OutputFolder } from '../integrity/output-folder.ts';
import { figuresInWords, periodOutcome } from '../render/period/words.ts';
import { periodHtml } from '../render/period.ts';
import { visible } from '../render/visible.ts';
import { type Period, serializePeriod } from '../report/period.ts';
import { nameAndId } from '../report/subject-name.ts';
import { pageOf } from './lines.ts';
import { withHistory } from './opened-history.ts';
import type { PeriodOptions } from './options.ts';
import type { Session } from './session.ts';

/** Writes how the controls worked over a period, and prints a summary. */
export async function reportPeriod(session: Session, options: PeriodOptions): Promise<void> {
  const { from, to, every, out } = options;
  if (from >= to) throw wrongUsage(`--to ${to} is not after --from ${from}.`);
  const { catalogue, digest } = loadPolicy(options.policy, session.directory);
  const period: Period = await withHistory(session, options, async (store, { classification }) => {
    const organization = chosen(await store.reading(organizationsIn), options.organization);
    const rows = await periodRows(store, organization, from, to);
    const tool = { name: 'byok-audit', version: session.version, policy_digest: digest };
    const { schema_version, ...rest } = periodOf(rows, { organization, from, to, every }, catalogue);
    return { schema_version, tool, classification, ...rest };
  });
  const folder = new OutputFolder(out, session.directory).prepare();
  await folder.write([
    { file: 'period.json', content: serializePeriod(period) },
    { file: 'period.html', content: periodHtml(period) },
  ]);
  session.exitCode = period.scans.ran === 0 ? 2 : 0;
  session.print(summary(period, out, session.width));
}

function chosen(known: readonly string[], wanted: string | undefined): string {
  if (known.length === 0) throw wrongUsage('the history has no scan of any organization yet.');
  const list = known.map((id) => `  ${id}`);
  if (wanted !== undefined && !known.includes(wanted))
    throw wrongUsage([`the history has no scan of the organization "${wanted}". It has scans of:`, ...list]);
  const [only] = known;
  if (wanted === undefined && known.length > 1)
    throw wrongUsage(['the history has scans of several organizations. Choose one with --organization ID:', ...list]);
  return wanted ?? only ?? '';
}

function summary(period: Period, out: string, width: number): string {
  const outcome = periodOutcome(period);
  const { lines, say } = pageOf({ width, color: false });
  say(visible(`${nameAndId(period.organization)}, from ${period.period.from} until before ${period.period.to}`));
  say(`${outcome.word} ${outcome.sentence}`);
  say(
    `Findings: ${period.scans.ran === 0 ? 'no scan ran' : (figuresInWords(period.summary, period, period.findings) ?? 'none')}`,
  );
  // paths are not wrapped: they are there to be copied
  for (const file of ['period.html', 'period.json']) lines.push(visible(join(out, file)));
  return `${lines.join('\n')}\n`;
}
