import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, type Evaluation } from '../../src/audit.ts';
import type { Policy } from '../../src/evaluate/policy.ts';
import { FORMAT_NAMES, render } from '../../src/render/index.ts';
import { readSnapshot, serialize } from '../../src/snapshot/file.ts';
import { rule, stubModule } from '../evaluate/stub-policy.ts';
import { textOf } from '../render/text-of.ts';
import { ARN, awsKey, denied, listed, onKey, onLegacyKey, orchard, registration } from '../subjects/build.ts';
import { evaluation } from './evaluation.ts';

const of = orchard(
  [
    ...Array.from({ length: 230 }, (_, index) => onKey(`lkc-${index}`, `cck-${index % 120}`)),
    onLegacyKey('lkc-legacy', ARN),
    onKey('lkc-unlisted', 'cck-nowhere', { region: denied }),
  ],
  {
    keys: listed(...Array.from({ length: 120 }, (_, index) => registration(`cck-${index}`, index % 2 ? {} : { kms: denied }))),
    kms: { [ARN]: awsKey() },
  },
);

/** All files of a report, as text. */
async function filesOf(over: Partial<Evaluation>, snapshot = of): Promise<string[]> {
  const { report } = await audit(snapshot, evaluation(over));
  return (await render(report, FORMAT_NAMES)).map(textOf);
}

describe('the files of a report are the same bytes', () => {
  const expected = filesOf({});

  test.each([['made while it is read as made before', { large: 0 }]])('%s', async (_, over) => {
    expect(await filesOf(over)).toEqual(await expected);
  });

  test('of a snapshot that stays in its file, on two threads, as of one in memory', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'snapshot.json');
    writeFileSync(file, serialize(of));
    expect(await filesOf({ workers: 2, large: 0 }, readSnapshot(file, undefined, 0))).toEqual(await expected);
  });
});

const stub = (module: WebAssembly.Module): Policy => ({
  module,
  catalogue: {
    schema_version: '1.0',
    opa_version: '0',
    policy_wasm_sha256: '',
    rules: [rule('cluster.ripe')],
    checklists: [],
    frameworks: [],
  },
  digest: 'sha256:0',
  isBuiltIn: false,
});

const few = orchard([onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple')], {
  keys: listed(registration('cck-apple')),
});

test('a policy that traps in a thread gives the same errors as without threads', async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async (workers) => (await audit(few, evaluation({ policy: stub(stubModule('trap')), workers }))).report),
  );
  expect(one?.summary.by_state.error).toBe(2);
  expect(two?.verdicts).toEqual(one?.verdicts);
});

test.each(['loop', 'growth'] as const)('a policy that ends in %s is ended, and its verdicts are errors', async (ending) => {
  const { report } = await audit(few, evaluation({ policy: stub(stubModule(ending)), policyTimeout: 100 }));
  expect(report.verdicts.map(({ state, error }) => [state, error?.detail])).toEqual([
    ['error', 'the policy broke on this subject: it gave no answer within 0.1 s, and was ended (--policy-timeout)'],
    ['error', 'the policy broke on this subject: it gave no answer within 0.1 s, and was ended (--policy-timeout)'],
  ]);
});

test('a thread that cannot be started ends the audit, and leaves no file behind', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  const torn = Object.defineProperty({ ...few }, 'service_principals', { value: { pear: () => null } });
  await expect(audit(torn, evaluation({ workers: 2, scratch }))).rejects.toThrow('could not be cloned');
  expect(readdirSync(scratch)).toEqual([]);
});

test('an organization in which nothing was seen has the same report made while it is read', async () => {
  expect(await filesOf({ large: 0 }, orchard([]))).toEqual(await filesOf({}, orchard([])));
});
