import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Catalogue, parameterSchemas, parameterValues } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { BUILT_IN } from '../../src/evaluate/policy-files.ts';
import { rule } from './stub-policy.ts';

const WASM = readFileSync(join(BUILT_IN, 'policy.wasm'));
const CATALOGUE: { catalogue: Catalogue } = JSON.parse(readFileSync(join(BUILT_IN, 'catalogue.json'), 'utf8'));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function folder(wasm: Uint8Array | null, catalogue: string | null): string {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  if (wasm !== null) writeFileSync(join(directory, 'policy.wasm'), wasm);
  if (catalogue !== null) writeFileSync(join(directory, 'catalogue.json'), catalogue);
  return directory;
}

const listing = (over: Partial<Catalogue>) => JSON.stringify({ catalogue: { ...CATALOGUE.catalogue, ...over } });

/** The message that the user sees. */
function complaint(directory: string): string {
  try {
    loadPolicy(directory);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message;
  }
  throw new Error('the policy was taken');
}

test('a policy can be loaded from any folder, and has the same digest', () => {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  for (const file of ['policy.wasm', 'catalogue.json']) cpSync(join(BUILT_IN, file), join(directory, file));
  const copy = loadPolicy(directory);
  expect(copy.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const rules = CATALOGUE.catalogue.rules.map(({ decides: _, ...rest }) => rest);
  expect([copy.digest, copy.catalogue]).toEqual([loadPolicy().digest, { ...CATALOGUE.catalogue, rules }]);
});

test('what decides a rule is taken from the built-in policy alone: outcomes of any other are never reused', () => {
  const decided = ({ catalogue }: ReturnType<typeof loadPolicy>) =>
    catalogue.rules.filter(({ decides }) => decides !== undefined);
  expect(decided(loadPolicy()).length).toBe(CATALOGUE.catalogue.rules.length);
  expect(decided(loadPolicy(folder(WASM, listing({}))))).toEqual([]);
});

test('a policy is compiled once, and again when its files have changed', () => {
  const directory = folder(WASM, listing({}));
  const first = loadPolicy(directory);
  expect(loadPolicy(directory)).toBe(first);
  writeFileSync(join(directory, 'catalogue.json'), listing({ opa_version: 'kiwi' }));
  expect(loadPolicy(directory).catalogue.opa_version).toBe('kiwi');
  writeFileSync(join(directory, 'catalogue.json'), listing({ rules: [] }));
  expect(complaint(directory)).toMatch(/lists no rules/);
});

test('the digest changes with the catalogue', () => {
  expect(loadPolicy(folder(WASM, listing({ opa_version: 'kiwi' }))).digest).not.toBe(loadPolicy().digest);
});

describe('a policy is refused', () => {
  test('a policy is refused if its module is not the one that its catalogue was built with', () => {
    const changed = Buffer.from(WASM);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(complaint(folder(changed, listing({})))).toMatch(/catalogue\.json: was not built together.*npm run policy/);
  });

  test('a policy is refused if its module is not WebAssembly, even with a matching digest', () => {
    for (const garbage of [Buffer.from('kiwi'), Buffer.from(''), WASM.subarray(0, 5000)]) {
      expect(complaint(folder(garbage, listing({ policy_wasm_sha256: sha256(garbage) })))).toMatch(
        /policy\.wasm: is not a WebAssembly module.*npm run policy/,
      );
    }
  });

  test('a policy is refused if one of its files is missing, and the message names the file', () => {
    expect(complaint(folder(null, listing({})))).toMatch(/policy\.wasm: cannot be read/);
    expect(complaint(folder(WASM, null))).toMatch(/catalogue\.json: cannot be read/);
    const removed = folder(null, null);
    rmSync(removed, { recursive: true });
    expect(complaint(removed)).toMatch(/policy\.wasm: cannot be read.*npm run policy/);
  });

  test('a policy is refused if its catalogue is truncated', () => {
    expect(complaint(folder(WASM, listing({}).slice(0, 100)))).toMatch(/catalogue\.json:1:\d+: not valid/);
  });

  test('a policy is refused if its catalogue is empty', () => {
    expect(complaint(folder(WASM, ''))).toMatch(/catalogue\.json:1:1: the file: the key "catalogue" is missing/);
  });

  test('a policy is refused if its catalogue lists no rules', () => {
    expect(complaint(folder(WASM, listing({ rules: [] })))).toMatch(/lists no rules/);
  });

  test('a policy is refused if its catalogue was built before frameworks existed', () => {
    const { frameworks: _, ...older } = CATALOGUE.catalogue;
    expect(complaint(folder(WASM, JSON.stringify({ catalogue: older })))).toMatch(
      /catalogue\.json:1:\d+: catalogue: the key "frameworks" is missing/,
    );
  });

  test('a policy is refused if a rule of its catalogue has an unknown severity or type, with the place', () => {
    expect(complaint(folder(WASM, listing({ rules: [rule('cluster.ripe', { severity: 'sour' as 'high' })] })))).toMatch(
      /catalogue\.json:1:\d+: catalogue\.rules\.0\.severity: expected one of critical, .*got "sour"/,
    );
    expect(complaint(folder(WASM, listing({ rules: [rule('tree.ripe')] })))).toMatch(/subject_type: expected one of/);
  });
});

test.each([{ type: 'kiwi' }, { minimum: 'kiwi' }, { minLength: -1 }, { pattern: '[' }])(
  'a policy is refused if a parameter of it is described by %o, which is not a JSON Schema',
  (schema) => {
    const rules = [rule('key.ripe', { parameters: { days: { ...schema, default: 30 } } })];
    expect(complaint(folder(WASM, listing({ rules })))).toMatch(
      /catalogue\.json: the parameter days of key\.ripe is not described/,
    );
  },
);

describe('the parameters of a policy', () => {
  const catalogue = {
    ...CATALOGUE.catalogue,
    rules: [
      rule('key.ripe', { parameters: { days: { type: 'integer', default: 30 } } }),
      rule('key.sweet', { parameters: { days: { type: 'integer', default: 30 }, kinds: { type: 'array', default: ['fig'] } } }),
    ],
  };

  test('the parameters of a policy are those of all its rules', () => {
    expect(Object.keys(parameterSchemas(catalogue))).toEqual(['days', 'kinds']);
  });

  test('parameters have their defaults unless the configuration changes them', () => {
    expect(parameterValues(catalogue, {})).toEqual({ days: 30, kinds: ['fig'] });
    expect(parameterValues(catalogue, { days: 0 })).toEqual({ days: 0, kinds: ['fig'] });
  });
});
