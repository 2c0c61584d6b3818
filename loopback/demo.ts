import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseDocument } from 'yaml';
import { startClouds } from './clouds.ts';

// Runs the real command against local stand-ins for Confluent Cloud and the three key management services.
const root = join(import.meta.dirname, '..');
const scenario = join(root, 'fixtures/demo');
const folder = join(root, 'byok-audit-demo');

const clouds = await startClouds(scenario);
const config = parseDocument(readFileSync(join(scenario, 'byok-audit.yaml'), 'utf8'));
for (const [service, endpoints] of Object.entries(clouds.config)) {
  for (const [name, url] of Object.entries(endpoints)) config.setIn([service, name], url);
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'byok-audit.yaml'), String(config));
for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(scenario, file), join(folder, file));

const argv = [
  'scan',
  '--config',
  join(folder, 'byok-audit.yaml'),
  '--out',
  join(folder, 'report'),
  '--as-of',
  '2026-11-24T12:00:00Z',
];
const code = await new Promise<number>((resolve) => {
  const child = spawn(
    process.execPath,
    [join(root, 'src/cli/main.ts'), ...argv.map((argument) => argument.replace(`${root}/`, ''))],
    {
      cwd: root,
      env: { ...process.env, ...clouds.env },
      stdio: 'inherit',
    },
  );
  child.once('exit', (status) => resolve(status ?? 70));
});
await clouds.close();

const meaning = { 0: 'all clear', 1: 'failures were found, as expected for this organization', 2: 'incomplete' }[code];
if (meaning === undefined) process.exitCode = code;
else {
  console.log(`\nThe scan ended with exit code ${code}: ${meaning}.`);
  console.log(`Open ${relative(process.cwd(), join(folder, 'report/report.html'))} in a browser.`);
}
