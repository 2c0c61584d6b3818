import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AuditError } from '../../src/audit-error.ts';
import { readState } from '../../src/terraform/state.ts';

const MADE = join(import.meta.dirname, '../locate/opentofu');
const SECRET = /PLANTED|UExBTlRFRC/;

function refused(text: string): AuditError {
  try {
    readState('prod.tfstate', text);
  } catch (error) {
    if (error instanceof AuditError) return error;
    throw error;
  }
  throw new Error('the state was accepted');
}

/** All that an error could tell anybody. */
const saidBy = (error: AuditError): string => JSON.stringify([error.message, error.lines, String(error.cause), error.stack]);

describe('secrets of a state', () => {
  test.each(['orchard.json', 'orchard.tfstate'])('stay in %s: only types, names and ids are taken', (file) => {
    const text = readFileSync(join(MADE, file), 'utf8');
    expect(text).toMatch(/PLANTED/);
    expect(text).toMatch(/UExBTlRFRC/);
    const { resources } = readState(file, text);
    expect(resources.length).toBeGreaterThan(15);
    expect(JSON.stringify(resources)).not.toMatch(SECRET);
    expect([...new Set(resources.flatMap((resource) => Object.keys(resource)))].sort()).toEqual(
      ['ids', 'index', 'mode', 'modules', 'name', 'type'].sort(),
    );
  });

  test('both forms of one state say the same', () => {
    const [file, shown] = ['orchard.tfstate', 'orchard.json'].map(
      (name) => readState(name, readFileSync(join(MADE, name), 'utf8')).resources,
    );
    const sorted = (list: unknown[] | undefined) =>
      list?.map((one) => JSON.stringify(one, Object.keys({ ...Object(one) }).sort())).sort();
    expect(sorted(file)).toEqual(sorted(shown));
  });

  test.each<[string, string]>([
    ['that is cut off', '{"version": 4, "resources": [{"password": "PLANTED'],
    ['that is no JSON at its very beginning', 'PLANTED {"version": 4}'],
    ['of another version', JSON.stringify({ version: 3, modules: [], secret: 'PLANTED' })],
    ['that is encrypted', JSON.stringify({ encrypted_data: 'PLANTED', encryption_version: 'v0' })],
    ['that is a plan', JSON.stringify({ format_version: '1.2', planned_values: { PLANTED: 1 } })],
    ['whose module is a text', JSON.stringify({ format_version: '1.0', values: { root_module: 'PLANTED' } })],
  ])('are in no word of the error about a state %s', (_, text) => {
    const error = refused(text);
    expect(error.exit).toBe(65);
    expect(error.message).toMatch(/^prod\.tfstate(:\d+:\d+)?: /);
    expect(saidBy(error)).not.toMatch(SECRET);
    expect(error.cause).toBeUndefined();
  });
});

test('a state file of an older version is refused by its version, and so is a file of the settings of a backend', () => {
  const error = refused(
    '{"version": 3, "serial": 1, "backend": {"config": {"key": "PLANTED"}}, "modules": [{"path": ["root"]}]}',
  );
  expect(error.message).toBe(
    'prod.tfstate: it is a state file of version 3. Name a state file of version 4, or what "terraform show -json" prints of a state.',
  );
  expect(saidBy(error)).not.toMatch(SECRET);
});

describe('a malformed resource is ignored with a warning, and the others are read', () => {
  const own = { attributes: { arn: 'PLANTED-SAME' }, values: { arn: 'PLANTED-SAME' } };
  const key = (more: object) => ({ mode: 'managed', type: 'aws_kms_key', name: 'k', ...own, instances: [own], ...more });
  const oddOf = (state: object) => {
    const { resources, warnings } = readState('prod.tfstate', JSON.stringify(state));
    expect(resources).toEqual([{ modules: [], mode: 'managed', type: 'aws_kms_key', name: 'good', ids: ['PLANTED-SAME'] }]);
    expect(warnings.join()).not.toMatch(SECRET);
    return warnings;
  };
  const SAID = ['prod.tfstate: one resource or module is malformed, and ignored'];

  test.each<[string, unknown]>([
    ['an index that is null', key({ index: null, instances: [{ ...own, index_key: null }] })],
    ['a module that is none', key({ name: 5, module: 'PLANTED' })],
    ['instances that are a text', key({ mode: 'PLANTED', instances: 'PLANTED' })],
    ['no name', { type: 'aws_kms_key', PLANTED: 1 }],
    ['a text in its place', 'PLANTED'],
  ])('%s', (_, odd) => {
    const list = [odd, key({ name: 'good' })];
    expect(oddOf({ version: 4, resources: list })).toEqual(SAID);
    expect(oddOf({ format_version: '1.0', values: { root_module: { resources: list } } })).toEqual(SAID);
  });

  test('a module', () => {
    const [good, bad] = [key({ name: 'good' }), { address: 'PLANTED', resources: [key({})] }];
    expect(oddOf({ version: 4, resources: [key({ module: 'PLANTED' }), good] })).toEqual(SAID);
    expect(oddOf({ format_version: '1.0', values: { root_module: { resources: [good], child_modules: [bad] } } })).toEqual(SAID);
  });

  test('of a type that is not read, nothing is said', () => {
    const other = { mode: 'ephemeral', type: 'aws_secret', instances: 'PLANTED' };
    expect(oddOf({ version: 4, resources: [other, key({ name: 'good' })] })).toEqual([]);
  });
});

test('what was deposed, and what has no id, is not taken for the live thing', () => {
  const instances = [
    { attributes: { arn: 'arn:aws:kms:eu-west-1:000000000000:key/a' } },
    { deposed: 'abcd', attributes: { arn: 'arn:aws:kms:eu-west-1:000000000000:key/b' } },
    { index_key: 1, attributes: { arn: 5 } },
    { index_key: 2, attributes: null },
  ];
  const state = { version: 4, resources: [{ mode: 'managed', type: 'aws_kms_key', name: 'k', instances }] };
  expect(readState('s', JSON.stringify(state)).resources.map(({ index, ids }) => [index, ids])).toEqual([
    [undefined, ['arn:aws:kms:eu-west-1:000000000000:key/a']],
    [1, []],
    [2, []],
  ]);
});

test('modules nested beyond measure are left out', () => {
  const [open, close] = ['{"address": "module.a", "child_modules": ['.repeat(100_000), ']}'.repeat(100_000)];
  const state = `{"format_version": "1.0", "values": {"root_module": ${open}${close}}}`;
  expect(readState('s', state).warnings).toEqual([expect.stringMatching(/^s: one resource or module is malformed/)]);
});

test('a state in which nothing was made yet is a state', () => {
  expect(readState('s', '{"format_version": "1.0"}')).toEqual({ resources: [], warnings: [] });
  expect(readState('s', '{"version": 4, "resources": []}')).toEqual({ resources: [], warnings: [] });
});
