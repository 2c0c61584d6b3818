import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { FIXTURES, scanScenario } from '../end-to-end/scenario.ts';

const ROOT = join(import.meta.dirname, '../..');

const RULE = `# METADATA
# title: The cluster is named after a fruit
# description: The display name of the cluster begins with a lower-case letter.
# scope: package
# schemas:
#   - input: schema.cluster.subject
# custom:
#   severity: low
#   rationale: Vegetables confuse the gardeners.
#   remediation: Rename the cluster.
#   references:
#     - https://example.com/orchard
#   messages:
#     pass: The cluster is in the right basket.
#     fail: The cluster is in the wrong basket, {region}.
package rules.cluster.fruity

evidence := {"region": input.region}

compliant if startswith(input.region.value, "us-")
`;

test('a rule of somebody’s own takes one file, and is judged and shown like any other', async () => {
  const policies = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'policies');
  cpSync(join(ROOT, 'policies'), policies, { recursive: true });
  mkdirSync(join(policies, 'rules/cluster/fruity'));
  writeFileSync(join(policies, 'rules/cluster/fruity/fruity.rego'), RULE);
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-policy.ts'), '--source', policies]);

  const clouds = await startClouds(join(FIXTURES, 'clean-aws'));
  const { snapshot } = await scanScenario('clean-aws', clouds);
  await clouds.close();
  const directory = emptyFolder();
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
  writeFileSync(join(directory, 'snapshot.json'), serialize(snapshot));
  const { code } = await byokAudit(['evaluate', 'snapshot.json', '--policy', policies, '--out', 'own'], { directory });
  const builtIn = await byokAudit(['evaluate', 'snapshot.json', '--out', 'built-in'], { directory });

  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  const report = JSON.parse(read('own/report.json'));
  const judged = report.verdicts.filter(({ rule }: { rule: string }) => rule === 'cluster.fruity');
  const clusters = report.subjects.filter(({ type }: { type: string }) => type === 'cluster');
  expect(judged.length).toBe(clusters.length);
  expect(builtIn.code).toBe(0);
  const failed = judged.some(({ status }: { status: string }) => status === 'fail');
  expect(code).toBe(failed ? 1 : 0);
  expect(report.tool.policy_digest).not.toBe(JSON.parse(read('built-in/report.json')).tool.policy_digest);
  for (const file of ['own/report.html', 'own/results.sarif'])
    expect(read(file), file).toContain('The cluster is named after a fruit');
});
