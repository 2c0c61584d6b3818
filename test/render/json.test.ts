import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { json } from '../../src/render/json.ts';
import type { Report } from '../../src/report/schema.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';

const text = (report: Report): string => {
  const file = json(report);
  return 'content' in file ? file.content : '';
};

test.each([
  ['', sampleReport],
  [' with waivers and attestations', sampleWithExceptions],
])('the JSON format is the record itself%s, and matches its published schema', (_, sample) => {
  const ajv = new Ajv({ strict: false, useDefaults: true });
  formats.default.default(ajv);
  const valid = ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/schemas/report.schema.json'), 'utf8')));
  const read: unknown = JSON.parse(text(sample()));
  expect(valid(read), JSON.stringify(valid.errors)).toBe(true);
  expect(read).toEqual(sample());
});

test('the JSON format keeps the order of keys, has a line for each item and ends its last line', () => {
  expect(text(sampleReport())).toMatch(/^\{\n"schema_version": "2\.1",\n"tool": \{/);
  expect(text(sampleReport())).toContain(
    '\n{"rule":"cluster.critical","subject":{"type":"cluster","id":"lkc-pear"},"status":"pass"',
  );
  expect(text(sampleReport()).endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text(sampleReport())))).toEqual(Object.keys(sampleReport()));
});

test('the JSON format leaves out fields that have their default', () => {
  const [, pass] = JSON.parse(text(sampleReport())).verdicts;
  expect(Object.keys(pass)).toEqual([
    ...['rule', 'subject', 'status', 'severity', 'message', 'evidence', 'fingerprint', 'state'],
  ]);
});

test('the JSON format is well-formed Unicode, whatever the names are', () => {
  expect(text(sampleReport()).isWellFormed()).toBe(true);
});
