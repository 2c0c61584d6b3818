import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { scanned } from '../end-to-end/scenario.ts';
import { emptyFolder } from './command.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the built package evaluates a snapshot with threads, and gives the same bytes as the sources', async () => {
  const home = emptyFolder();
  const installed = join(home, 'package');
  mkdirSync(installed);
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', '--outDir', join(installed, 'dist')], {
    cwd: ROOT,
  });
  // what npm packs, and the dependencies beside it
  for (const file of ['package.json', ...manifest.files.filter((name) => name !== 'dist')])
    cpSync(join(ROOT, file), join(installed, file), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  const { snapshot, report } = await scanned('clean-aws');
  writeFileSync(join(home, 'snapshot.json'), serialize(snapshot));

  const script = join(installed, manifest.bin['byok-audit']);
  const args = ['evaluate', 'snapshot.json', '--workers', '2', '--quiet', '--no-history'];
  execFileSync(process.execPath, [script, ...args], { cwd: home, stdio: 'inherit' });
  const made = readReport('byok-audit-report/report.json', home);
  expect(made.verdicts.map(outcome)).toEqual(report.verdicts.map(outcome));
});

const outcome = ({ rule, subject, status }: Report['verdicts'][number]) => `${rule} ${subject.id}: ${status}`;
