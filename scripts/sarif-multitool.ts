import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

// Microsoft's Sarif.Multitool, where .ci/run puts it. It runs on x86-64 Linux only.
const multitool = join(import.meta.dirname, '../.ci/tools/node_modules/@microsoft/sarif-multitool-linux');
const binary = join(multitool, 'Sarif.Multitool');
// without libicu the tool aborts, unless this is set
const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };

/** What the tool found in a file: what GitHub refuses, and what could be better. */
export type Found = { errors: string[]; notes: string[] };

/**
 * Checks SARIF files as others do: against the OASIS schema, and with Sarif.Multitool under the rules of GitHub's ingestion.
 * @throws Error where the tool is not installed, or does not run
 */
export function sarifChecker(): { bySchema: (file: string) => string[]; byMultitool: (file: string) => Found } {
  const work = mkdtempSync(join(tmpdir(), 'byok-sarif-'));
  const rules = configuration(work);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default.default(ajv as unknown as Parameters<typeof formats.default.default>[0]);
  const validate = ajv.compile(JSON.parse(readFileSync(join(multitool, 'sarif-2.1.0.json'), 'utf8')));
  return {
    bySchema(file) {
      const valid = validate(JSON.parse(readFileSync(file, 'utf8')));
      return valid ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    },
    byMultitool(file) {
      const report = join(work, 'report.sarif');
      const under = ['--rule-kind', 'Sarif;Ghas', '-c', rules, '--level', 'Error;Warning', '--max-file-size-in-kb', '200000'];
      run(['validate', file, ...under, '--output', report, '--log', 'ForceOverwrite']);
      // its exit code is 0 whatever it found, so read its own report
      return foundIn(JSON.parse(readFileSync(report, 'utf8').replace(/^\uFEFF/, '')));
    },
  };
}

/** Enables the rules that GitHub's ingestion enforces and the tool disables: a region, a file path, a message. */
function configuration(work: string): string {
  const file = join(work, 'rules.xml');
  run(['export-validation-config', file]);
  const rules = readFileSync(file, 'utf8').split(/(?=<Properties Key="GH)/);
  const enabled = rules.map((rule) =>
    /^<Properties Key="GH10(03|05|06|07)\./.test(rule) ? rule.replace(/Value="Default"/g, 'Value="Error"') : rule,
  );
  writeFileSync(file, enabled.join(''));
  return file;
}

function run(args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(binary, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Sarif.Multitool ${args[0]} ended with ${status}: ${error?.message ?? ''}${stdout}${stderr}`);
}

type Result = { level?: string; ruleId?: string; message: { text?: string; id?: string; arguments?: string[] } };

function foundIn({ runs }: { runs: { results?: Result[] }[] }): Found {
  const results = runs.flatMap((each) => each.results ?? []);
  const text = ({ ruleId, message }: Result) =>
    `${ruleId}: ${message.text ?? `${message.id} ${(message.arguments ?? []).join(' | ')}`}`;
  return {
    errors: results.filter(({ level }) => level === 'error').map(text),
    notes: results.filter(({ level }) => level !== 'error').map(text),
  };
}
