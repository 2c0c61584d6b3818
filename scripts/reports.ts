import { join } from 'node:path';
import { startClouds } from '../loopback/clouds.ts';
import manifest from '../package.json' with { type: 'json' };
import { diffText } from '../src/cli/diff-text.ts';
import { exitCode } from '../src/cli/exit-code.ts';
import { summary } from '../src/cli/summary.ts';
import { diffMarkdown } from '../src/render/diff-markdown.ts';
import { FORMAT_NAMES, FORMATS, render } from '../src/render/index.ts';
import { periodHtml } from '../src/render/period.ts';
import { compare } from '../src/report/diff.ts';
import type { Report } from '../src/report/schema.ts';
import { STRICT } from '../src/report/summary.ts';
import type { Snapshot } from '../src/snapshot/schema.ts';
import { REFUSED, reportOfRefused } from '../test/end-to-end/large-organization.ts';
import { demoMonth } from '../test/end-to-end/month.ts';
import { evaluateAgain, FIXTURES, scanScenario } from '../test/end-to-end/scenario.ts';
import { textOf } from '../test/render/text-of.ts';
import { writeGenerated } from './generated.ts';

// Writes the reports of the demo's organization: what a newcomer looks at first, and what a change is reviewed by.
const folder = join(import.meta.dirname, '../reports/demo');
const clouds = await startClouds(join(FIXTURES, 'demo'));
const scanned = await scan();
const report = await evaluated(scanned);
clouds.fault({ id: 'GET /cmk/v2/clusters?environment=env-fuji', kind: 'deny' });
const scannedInPart = await scan();
const denied = await evaluated(scannedInPart);
await clouds.close();
const files = (await render(report, ['html', 'sarif', 'md', 'annotations'])).map((output) => ({
  name: output.file,
  text: 'withheld' in output ? output.withheld : textOf(output),
}));
files.push({
  name: 'summary.txt',
  text: screenOf(report),
});

// what a scan sees that was denied the clusters of one environment
const comparison = compare(report, denied);
files.push(
  { name: 'denied.txt', text: diffText(report, denied, comparison, { width: 80, color: false }) },
  { name: 'denied.md', text: diffMarkdown(report, denied, comparison) },
);

const period = await demoMonth(scanned, scannedInPart);
period.tool.version = manifest.version;
files.push({ name: 'period.html', text: periodHtml(period) });

writeGenerated(folder, Object.fromEntries(files.map(({ name, text }) => [name, text])));

// the same page where something was hidden, where nothing is wrong, and where every name is hostile
for (const scenario of ['blind-key', 'clean-azure', 'hostile']) {
  const own = await startClouds(join(FIXTURES, scenario));
  const { snapshot } = await scanScenario(scenario, own);
  await own.close();
  const [page] = await render(await evaluated(atRest(snapshot), scenario), ['html']);
  if (page === undefined || 'withheld' in page) throw new Error(`there is no page of ${scenario}`);
  writeGenerated(join(folder, '..', scenario), { [page.file]: textOf(page) });
}

// what a terminal of 80 columns shows of 200 keys of which something, or everything, was refused
for (const [name, refused] of Object.entries(REFUSED)) {
  const large = await reportOfRefused(refused);
  writeGenerated(join(folder, '..', name), { 'terminal.txt': screenOf(large) });
}

/** What a terminal of 80 columns shows of it. */
function screenOf(report: Report): string {
  const formats = FORMAT_NAMES.map((name) => FORMATS[name]).filter(({ written }) => written === 'by default');
  const written = [...formats.map(({ file }) => file), 'snapshot.json'].map((file) => `byok-audit-report/${file}`);
  return summary(report, { code: exitCode(report, STRICT), written, withheld: [], width: 80, color: false });
}

async function scan(): Promise<Snapshot> {
  const { snapshot } = await scanScenario('demo', clouds);
  return atRest(snapshot);
}

/** Without the port of the stand-in, which is another one each time. */
function atRest(snapshot: Snapshot): Snapshot {
  return { ...snapshot, confluent: { ...snapshot.confluent, endpoint: 'http://127.0.0.1:8080' } };
}

async function evaluated(snapshot: Snapshot, scenario = 'demo'): Promise<Report> {
  const report = await evaluateAgain(scenario, snapshot, 1);
  return { ...report, tool: { ...report.tool, version: manifest.version } };
}
