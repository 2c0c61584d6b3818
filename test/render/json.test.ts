import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { json } from '../../src/render/json.ts';
import { Report } from '../../src/report/schema.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';

const text = (report: Report): string => {
  const file = json(report);
  return 'content' in file ? file.content : '';
};

test.each([
  ['', sampleReport],
  [' with waivers and attestations', sampleWithExceptions],
])('is the record itself%s, which its published schema accepts', (_, sample) => {
  const read: unknown = JSON.parse(text(sample()));
  const ajv = new Ajv2020({ strict: false });
  formats.default.default(ajv);
  const valid = ajv.compile(Report);
  expect(valid(read), JSON.stringify(valid.errors)).toBe(true);
  expect(read).toEqual(sample());
});

test('keeps the order of the keys, indents by two and ends its last line', () => {
  expect(text(sampleReport())).toMatch(/^\{\n {2}"schema_version": "1\.0",\n {2}"tool": \{/);
  expect(text(sampleReport()).endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text(sampleReport())))).toEqual(Object.keys(sampleReport()));
});

test('is well-formed Unicode whatever the names are', () => {
  expect(text(sampleReport()).isWellFormed()).toBe(true);
});
