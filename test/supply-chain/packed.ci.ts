import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const PYTHON = join(ROOT, '.ci/cyclonedx/bin/python');
const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));

/** By the schema of CycloneDX and a library of others. @returns what is wrong; empty where nothing is */
const problemsOf = (file: string): string => {
  const validate = [
    'import sys',
    'from cyclonedx.schema import SchemaVersion',
    'from cyclonedx.validation.json import JsonStrictValidator',
    "problem = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1], encoding='utf-8').read())",
    'print(problem or "")',
  ].join('\n');
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', validate, file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim();
};

type Bom = { metadata: { component: { name: string } }; components: { purl: string; name: string; version: string }[] };

test('the command runs once the folder of the project is linked, as the README says', () => {
  const prefix = join(folder, 'prefix');
  // a link in a prefix of its own: `npm link` would make it in that of the machine
  execFileSync('npm', ['install', '--global', '--prefix', prefix, ROOT], { stdio: 'pipe' });
  const said = execFileSync(join(prefix, 'bin/byok-audit'), ['--version'], { encoding: 'utf8' });
  expect(said.trim()).toBe(manifest.version);
});

describe('the bill of materials of the packed package', () => {
  let bom: Bom;
  const file = join(folder, 'package/dist/sbom.cdx.json');
  beforeAll(() => {
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, stdio: 'pipe' });
    execFileSync('tar', ['-xzf', join(folder, `${manifest.name}-${manifest.version}.tgz`), '-C', folder]);
    bom = JSON.parse(readFileSync(file, 'utf8'));
  });

  test('is valid by the schema of CycloneDX', () => {
    expect(problemsOf(file)).toBe('');
    expect(bom.metadata.component.name).toBe('byok-audit');
  });

  test('is checked by what finds a mistake', () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, JSON.stringify({ ...bom, components: [{ name: 'pear' }] }));
    expect(problemsOf(broken)).not.toBe('');
  });

  test('has each package that npm would install beside ours, and each one whose notice is in the bundle', () => {
    const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    const installed = execFileSync('npm', ['ls', '--package-lock-only', '--omit=dev', '--all', '--parseable', '--long'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const beside = installed
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(':')[1] ?? '');
    const notices = readFileSync(join(folder, 'package/dist/cli/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const inside = [...notices.matchAll(/^((?:@[\w-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*) \([\w.-]+\)$/gm)].map(
      ([, name, version]) => `${name}@${version}`,
    );
    expect(beside.length).toBeGreaterThan(50);
    expect(inside.length).toBeGreaterThan(10);
    expect([...beside, ...inside].filter((one) => !listed.has(one))).toEqual([]);
    expect([...listed].filter((one) => ![...beside, ...inside].includes(one))).toEqual([]);
  });
});
