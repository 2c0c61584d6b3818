import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startClouds } from '../../loopback/clouds.ts';
import { readReport } from '../../src/report/file.ts';
import { stepsOf } from '../../src/report/remedy.ts';
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
#   remediation:
#     summary: Rename the cluster.
#     console: Open the cluster {id} and rename it.
#     cli:
#       - confluent kafka cluster update {id} --name FRUIT
#     terraform:
#       hcl: |
#         resource "confluent_kafka_cluster" "NAME" {
#           display_name = "FRUIT"
#         }
#   references:
#     - https://example.com/orchard
#   headline:
#     fail: is in the wrong basket
#   messages:
#     pass: The cluster is in the right basket.
#     fail: The cluster is in the wrong basket, {region}.
package rules.cluster.fruity

evidence := {"region": input.region}

compliant if startswith(input.region.value, "us-")

expected := "a region of the United States"

actual := input.region.value
`;

const RULE_TEST = `package rules.cluster.fruity_test

import data.lib.sample_test as sample
import data.main

test_fails_elsewhere if {
	main.cluster.fruity.status == "fail" with input as sample.cluster({"region": sample.known("eu-west-1")})
}
`;

test("a rule of one's own takes two files, and is evaluated and shown like any other", async () => {
  const policies = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'policies');
  cpSync(join(ROOT, 'policies'), policies, { recursive: true });
  mkdirSync(join(policies, 'rules/cluster/fruity'));
  writeFileSync(join(policies, 'rules/cluster/fruity/fruity.rego'), RULE);
  writeFileSync(join(policies, 'rules/cluster/fruity/fruity_test.rego'), RULE_TEST);
  expect(execFileSync('opa', ['test', policies, '--run', 'cluster.fruity_test'], { encoding: 'utf8' })).toContain('PASS: 1/1');
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
  const report = readReport(join(directory, 'own/report.json'));
  const verdicts = report.verdicts.filter(({ rule }) => rule === 'cluster.fruity');
  const clusters = report.subjects.filter(({ type }) => type === 'cluster');
  expect(verdicts.length).toBe(clusters.length);
  expect(builtIn.code).toBe(0);
  const failed = verdicts.some(({ status }) => status === 'fail');
  expect(code).toBe(failed ? 1 : 0);
  expect(report.tool.policy_digest).not.toBe(JSON.parse(read('built-in/report.json')).tool.policy_digest);
  for (const file of ['own/report.html', 'own/results.sarif'])
    expect(read(file), file).toContain('The cluster is named after a fruit');
  const failing = verdicts.find(({ status }) => status === 'fail');
  if (failing === undefined) throw new Error('nothing failed');
  expect(failing.evidence).toEqual(['region']);
  expect(stepsOf(report)(failing)?.cli).toEqual([`confluent kafka cluster update ${failing.subject.id} --name FRUIT`]);

  const docs = emptyFolder();
  execFileSync(process.execPath, [join(ROOT, 'scripts/docs.ts'), '--policy', policies, '--out', docs]);
  expect(readFileSync(join(docs, 'rules.md'), 'utf8')).toContain('## cluster.fruity');
  const { stdout: listed } = await byokAudit(['rules', 'cluster.fruity', '--policy', policies], { directory });
  expect(listed).toContain('confluent kafka cluster update ID --name FRUIT');
});
