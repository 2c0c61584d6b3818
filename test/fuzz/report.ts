import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { summary } from '../../src/cli/summary.ts';
import { html } from '../../src/render/html.ts';
import { sarif } from '../../src/render/sarif.ts';
import { readReport } from '../../src/report/file.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { sampleReport, sampleWithExceptions } from '../render/sample-report.ts';
import { textOf } from '../render/text-of.ts';
import { anyBytes, changedJson, changedText } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertPlain, assertRefused } from './refusal.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';

const FILES = join(import.meta.dirname, '../report/files');
const TEXTS = [serializeReport(sampleReport()), serializeReport(sampleWithExceptions())];
const DOCUMENTS: unknown[] = TEXTS.map((text) => JSON.parse(text));
const OLDER: unknown[] = ['1.0', '2.0', '2.1'].map((version) =>
  JSON.parse(readFileSync(join(FILES, `report-${version}.json`), 'utf8')),
);
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\ufeff',
  '1e400',
  '-1',
  '999',
  'null',
  'true',
  '"pass"',
  '"fail"',
  '"unknown":',
  '['.repeat(150),
];

const FILE = 'report.json';
const read = (): Report => readReport(FILE, { directory: FOLDER });

function check(bytes: Bytes): Outcome {
  const text = put(FILE, bytes);
  let report: Report;
  try {
    report = read();
  } catch (error) {
    assertRefused(error, FILE, text);
    return 'refused';
  }
  const said: unknown = JSON.parse(JSON.stringify(report));
  assertPlain(said);
  const written = serializeReport(report);
  put(FILE, written);
  const again = read();
  assert.equal(serializeReport(again), written);
  assert.deepEqual(JSON.parse(JSON.stringify(again)), said);
  // every view is made of it, and none says more passes than its verdicts
  const passes = report.verdicts.filter(({ status }) => status === 'pass').length;
  assert.ok(report.summary.by_state.pass + report.summary.by_state.attested <= passes);
  // the page takes as long as all the rest
  if (written.length % 8 === 0) assert.ok(textOf(html(report)).endsWith('</html>\n'));
  const alerts = textOf(sarif(report));
  if (alerts !== '') JSON.parse(alerts);
  summary(report, { code: 1, written: [], withheld: [], width: 80, color: false });
  return 'accepted';
}

export const report = target({
  name: 'report',
  holds: 'it is read, written as the same and shown in every format, or it is refused at its places',
  cases: fc.oneof(
    { weight: 12, arbitrary: changedJson(DOCUMENTS) },
    { weight: 2, arbitrary: changedJson(OLDER) },
    { weight: 1, arbitrary: changedText(TEXTS, PIECES) },
    { weight: 1, arbitrary: anyBytes },
  ),
  stored: asFile('json'),
  check,
});
