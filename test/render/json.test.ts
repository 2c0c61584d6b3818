import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { json } from '../../src/render/json.ts';
import { whole } from '../../src/report/filed.ts';
import type { FiledReport } from '../../src/report/filed-schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const text = (report: Report): string => {
  const file = json(report);
  return textOf(file);
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
  expect(whole(read as FiledReport)).toEqual(sample());
});

test('the JSON format keeps the order of keys, has a line for each item and ends its last line', () => {
  expect(text(sampleReport())).toMatch(/^\{\n"schema_version": "3\.2",\n"tool": \{/);
  expect(text(sampleReport())).toContain(
    '\n{"rule":"cluster.critical","subject":{"type":"cluster","id":"lkc-pear"},"status":"pass"',
  );
  expect(text(sampleReport()).endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text(sampleReport())))).toEqual([...Object.keys(sampleReport()), 'reasons']);
});

test('the JSON format leaves out fields that have their default, and what follows from rule and subject', () => {
  const { verdicts } = JSON.parse(text(sampleReport()));
  const keysOf = (state: string) => Object.keys(verdicts.find((verdict: { state: string }) => verdict.state === state));
  expect(keysOf('pass')).toEqual(['rule', 'subject', 'status', 'state', 'message']);
  expect(keysOf('not_applicable')).toEqual(['rule', 'subject', 'status', 'state', 'not_applicable']);
  expect(keysOf('unknown')).toEqual([...['rule', 'subject', 'status', 'state', 'severity', 'message', 'fingerprint', 'unknown']]);
});

test('the JSON format says once why facts were not observed', () => {
  const { verdicts, reasons } = JSON.parse(text(sampleReport()));
  const { unknown } = verdicts.find((verdict: { state: string }) => verdict.state === 'unknown');
  expect(unknown.facts).toEqual([
    { fact: 'present', reason: 0 },
    { fact: 'state', reason: 0 },
  ]);
  expect(reasons[0]).toMatchObject({ cause: 'denied', permission: 'kms:DescribeKey', obstacle: 0 });
});

test('the JSON format is well-formed Unicode, whatever the names are', () => {
  expect(text(sampleReport()).isWellFormed()).toBe(true);
});
