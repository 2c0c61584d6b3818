import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startClouds } from '../loopback/clouds.ts';
import manifest from '../package.json' with { type: 'json' };
import { render } from '../src/audit.ts';
import { exitCode } from '../src/cli/exit-code.ts';
import { summary } from '../src/cli/summary.ts';
import { STRICT } from '../src/report/summary.ts';
import { FIXTURES, judgeAgain, scanScenario } from '../test/end-to-end/scenario.ts';

// Writes the reports of the demo's organization: what a newcomer looks at first, and what a change is reviewed by.
const folder = join(import.meta.dirname, '../reports/demo');
const check = process.argv.includes('--check');
const clouds = await startClouds(join(FIXTURES, 'demo'));
const { snapshot } = await scanScenario('demo', clouds);
await clouds.close();
// the port of the stand-in is another one each time
snapshot.confluent.endpoint = 'http://127.0.0.1:8080';
const report = await judgeAgain('demo', snapshot, 1);
report.tool.version = manifest.version;
const files = (await render(report, ['html', 'sarif', 'json'])).map((output) => ({
  name: output.file,
  text: 'content' in output ? output.content : output.withheld,
}));
files.push({
  name: 'summary.txt',
  text: summary(report, { code: exitCode(report, STRICT), written: [], withheld: [], width: 80, color: false }),
});

mkdirSync(folder, { recursive: true });
for (const { name, text } of files) {
  const file = join(folder, name);
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`reports/demo/${name} is out of date. Write it again with: npm run generate`);
    process.exitCode = 1;
  }
}
