import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '../cli/command.ts';

const ROOT = join(import.meta.dirname, '../..');

const RULE = `package rules.cluster.ripe

evidence := {"days": input.days}

compliant if input.days.value >= input.parameters.enough
`;

/** @param boundary whether the test looks at the very day on which fruit becomes ripe */
const testOf = (boundary: boolean) => `package rules.cluster.ripe_test

import data.main

_days(count) := {"parameters": {"enough": 7}, "days": {"value": count}}

test_ripe if {
	main.cluster.ripe == {"status": "pass", "evidence": ["days"]} with input as _days(${boundary ? 7 : 9})
}

test_green if main.cluster.ripe.status == "fail" with input as _days(6)
`;

/** Mutates one rule beside the real dispatcher. @param explained YAML */
function mutate(boundary: boolean, explained = '[]') {
  const policies = join(emptyFolder(), 'policies');
  const rule = join(policies, 'rules/cluster/ripe');
  mkdirSync(rule, { recursive: true });
  mkdirSync(join(policies, 'lib'));
  cpSync(join(ROOT, 'policies/main/main.rego'), join(policies, 'main/main.rego'));
  writeFileSync(join(rule, 'ripe.rego'), RULE);
  writeFileSync(join(rule, 'ripe_test.rego'), testOf(boundary));
  writeFileSync(join(policies, 'explained.txt'), explained);
  const args = [
    join(ROOT, 'scripts/mutate-policies.ts'),
    ...['--source', policies, '--rules', '--explained', join(policies, 'explained.txt')],
  ];
  try {
    return { code: 0, said: execFileSync(process.execPath, args, { encoding: 'utf8' }) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, said: stdout };
  }
}

const SURVIVOR = 'compliant if input.days.value > input.parameters.enough';
const EXPLAINED = `- file: rules/cluster/ripe/ripe.rego
  before: compliant if input.days.value >= input.parameters.enough
  after: ${SURVIVOR}
  why: on the day itself either answer is right
`;

test('tests on both sides of a threshold kill every mutant', () => {
  const { code, said } = mutate(true);
  expect(said).toContain('(100.0 percent), 0 survivors explained, 0 not');
  expect(code).toBe(0);
});

test('when tests leave a threshold open a mutant survives, and the run fails', () => {
  const { code, said } = mutate(false);
  expect(said).toContain(`SURVIVED rules/cluster/ripe/ripe.rego:5\n  - ${RULE.split('\n')[4]}\n  + ${SURVIVOR}`);
  expect(code).toBe(1);
});

test('a survivor may be explained, and an explanation of more or fewer lines than it says fails the run', () => {
  expect(mutate(false, EXPLAINED).said).toContain('1 survivors explained, 0 not');
  const { code, said } = mutate(true, EXPLAINED);
  expect(said).toContain('EXPLANATION of 1 survivors that explains 0: rules/cluster/ripe/ripe.rego');
  expect(mutate(false, `${EXPLAINED}  lines: 2\n`).said).toContain('EXPLANATION of 2 survivors that explains 1');
  expect(code).toBe(1);
});
