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
    const resources = readState(file, text);
    expect(resources.length).toBeGreaterThan(15);
    expect(JSON.stringify(resources)).not.toMatch(SECRET);
    expect([...new Set(resources.flatMap((resource) => Object.keys(resource)))].sort()).toEqual(
      ['ids', 'index', 'mode', 'modules', 'name', 'type'].sort(),
    );
  });

  test('both forms of one state say the same', () => {
    const [file, shown] = ['orchard.tfstate', 'orchard.json'].map((name) =>
      readState(name, readFileSync(join(MADE, name), 'utf8')),
    );
    const sorted = (list: unknown[] | undefined) =>
      list?.map((one) => JSON.stringify(one, Object.keys({ ...Object(one) }).sort())).sort();
    expect(sorted(file)).toEqual(sorted(shown));
  });

  const resource = (more: object) => ({ mode: 'managed', type: 'aws_kms_key', name: 'k', instances: [], ...more });
  test.each<[string, string]>([
    ['that is cut off', '{"version": 4, "resources": [{"password": "PLANTED'],
    ['that is no JSON at its very beginning', 'PLANTED {"version": 4}'],
    ['of another version', JSON.stringify({ version: 3, modules: [], secret: 'PLANTED' })],
    ['with a field of the wrong type', JSON.stringify({ version: 4, resources: [resource({ instances: 'PLANTED' })] })],
    ['with a module that is none', JSON.stringify({ version: 4, resources: [resource({ module: 'PLANTED', instances: [{}] })] })],
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

test('what was deposed, and what has no id, is not taken for the live thing', () => {
  const instances = [
    { attributes: { arn: 'arn:aws:kms:eu-west-1:000000000000:key/a' } },
    { deposed: 'abcd', attributes: { arn: 'arn:aws:kms:eu-west-1:000000000000:key/b' } },
    { index_key: 1, attributes: { arn: 5 } },
    { index_key: 2, attributes: null },
  ];
  const state = { version: 4, resources: [{ mode: 'managed', type: 'aws_kms_key', name: 'k', instances }] };
  expect(readState('s', JSON.stringify(state)).map(({ index, ids }) => [index, ids])).toEqual([
    [undefined, ['arn:aws:kms:eu-west-1:000000000000:key/a']],
    [1, []],
    [2, []],
  ]);
});

test('modules nested beyond measure are no state', () => {
  const [open, close] = ['{"address": "module.a", "child_modules": ['.repeat(100_000), ']}'.repeat(100_000)];
  const state = `{"format_version": "1.0", "values": {"root_module": ${open}${close}}}`;
  expect(refused(state).message).toMatch(/not a Terraform state/);
});

test('a state in which nothing was made yet is a state', () => {
  expect(readState('s', '{"format_version": "1.0"}')).toEqual([]);
  expect(readState('s', '{"version": 4, "resources": []}')).toEqual([]);
});
