import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

// Validates SARIF files against the OASIS schema, and with Microsoft's Sarif.Multitool under GitHub's rules. x86-64 Linux only.
const multitool = join(import.meta.dirname, '../.ci/tools/node_modules/@microsoft/sarif-multitool-linux');
const binary = join(multitool, 'Sarif.Multitool');
const work = mkdtempSync(join(tmpdir(), 'byok-sarif-'));
// without libicu the tool aborts, unless this is set
const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
const files = process.argv.slice(2);
let failed = 0;

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default.default(ajv as unknown as Parameters<typeof formats.default.default>[0]);
const validate = ajv.compile(JSON.parse(readFileSync(join(multitool, 'sarif-2.1.0.json'), 'utf8')));

/** Enables the rules that GitHub's ingestion enforces and the tool disables: a region, a file path, a message. */
function configuration(): string {
  const file = join(work, 'rules.xml');
  run(['export-validation-config', file]);
  const rules = readFileSync(file, 'utf8').split(/(?=<Properties Key="GH)/);
  writeFileSync(
    file,
    rules
      .map((rule) =>
        /^<Properties Key="GH10(03|05|06|07)\./.test(rule) ? rule.replace(/Value="Default"/g, 'Value="Error"') : rule,
      )
      .join(''),
  );
  return file;
}

function run(args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(binary, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Sarif.Multitool ${args[0]} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`);
}

function check(name: string, problems: readonly string[]): void {
  if (problems.length > 0) failed++;
  console.log(problems.length === 0 ? `ok  ${name}` : `BAD ${name}\n  ${problems.join('\n  ')}`);
}

if (files.length === 0) throw new Error('usage: npm run sarif:check -- FILE.sarif...');
const rules = configuration();
for (const file of files) {
  const valid = validate(JSON.parse(readFileSync(file, 'utf8')));
  check(
    `${file}: OASIS schema`,
    valid ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`),
  );

  const report = join(work, 'report.sarif');
  // its exit code is 0 whatever it found, so read its own report
  run([
    'validate',
    file,
    '--rule-kind',
    'Sarif;Ghas',
    '-c',
    rules,
    '--level',
    'Error;Warning',
    '--output',
    report,
    '--log',
    'ForceOverwrite',
    '--max-file-size-in-kb',
    '200000',
  ]);
  const found = JSON.parse(readFileSync(report, 'utf8').replace(/^\uFEFF/, '')) as {
    runs: { results?: { level?: string; ruleId?: string; message: { text?: string; id?: string; arguments?: string[] } }[] }[];
  };
  const results = found.runs.flatMap((each) => each.results ?? []);
  const text = ({ ruleId, message }: (typeof results)[number]) =>
    `${ruleId}: ${message.text ?? `${message.id} ${(message.arguments ?? []).join(' | ')}`}`;
  for (const warning of results.filter(({ level }) => level !== 'error')) console.log(`  note ${text(warning)}`);
  check(`${file}: Sarif.Multitool, GitHub's rules`, results.filter(({ level }) => level === 'error').map(text));
}
console.log(`${files.length * 2 - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
