import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { AuditError } from '../../src/audit-error.ts';
import { link } from '../../src/locate/link.ts';
import { modulesOf } from '../../src/locate/modules.ts';
import type { Parsed } from '../../src/terraform/block.ts';
import { readHcl } from '../../src/terraform/hcl.ts';
import { readTerraformJson } from '../../src/terraform/json.ts';
import type { Region } from '../../src/terraform/region.ts';
import { readState } from '../../src/terraform/state.ts';
import { changedJson, changedText } from './documents.ts';
import { FOLDER } from './file.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';

const MADE = join(import.meta.dirname, '../locate/opentofu');
const made = (pattern: string): string[] =>
  globSync(pattern, { cwd: MADE })
    .sort()
    .map((file) => readFileSync(join(MADE, file), 'utf8'));

const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '"',
    '\\',
    '${',
    '$${',
    '%{',
    '<<EOT\n',
    '<<-EOT\n',
    'EOT\n',
    '#',
    '//',
    '/*',
    '*/',
    '=',
    '\n',
    '\r\n',
    '\ufeff',
  ],
  ...[
    'resource "aws_kms_key" "x" {',
    'module "m" {',
    'moved {\n',
    'import {\n',
    'dynamic "aws" {',
    '\u{1f34f}',
    '\ud83c',
    '\u0000',
    '__proto__',
    'each.key',
  ],
];

const textOf = (bytes: Bytes): string => Buffer.from(bytes).toString('utf8');

/** Every place lies in the text, and a header begins with what it is a header of. */
function assertPlaces(text: string, { blocks, problem }: Parsed, isHcl: boolean): void {
  const lines = text.split('\n');
  const within = (region: Region): void => {
    const [first, last] = [lines[region.start_line - 1], lines[region.end_line - 1]];
    assert.ok(first !== undefined && last !== undefined, 'a line that is not there');
    assert.ok(region.start_column >= 1 && region.start_column <= first.length + 1, 'a column that is not there');
    assert.ok(region.end_column >= 1 && region.end_column <= last.length + 1, 'an end that is not there');
  };
  for (const { kind, header, attributes } of blocks) {
    within(header);
    const begin = lines[header.start_line - 1]?.slice(header.start_column - 1) ?? '';
    assert.ok(begin.startsWith(isHcl ? kind : '"'), `a ${kind} begins with ${begin.slice(0, 20)}`);
    for (const { region } of attributes.values()) within(region);
  }
  if (problem !== null)
    within({ start_line: problem.line, start_column: problem.column, end_line: problem.line, end_column: problem.column });
}

function checkSource(bytes: Bytes, isHcl: boolean): Outcome {
  const text = textOf(bytes);
  const parsed = (isHcl ? readHcl : readTerraformJson)(text);
  assertPlaces(text, parsed, isHcl);
  const file = join(FOLDER, 'main.tf');
  const { blocks } = link(modulesOf([{ file, uri: 'main.tf', blocks: parsed.blocks }]), []);
  assert.ok(blocks.every(({ uri }) => uri === 'main.tf'));
  return parsed.problem === null ? 'accepted' : 'refused';
}

export const hcl = target({
  name: 'hcl',
  holds: 'whatever a Terraform file says, each block is where its keyword is, and each place lies in the file',
  cases: changedText(made('**/*.{tf,tofu}'), PIECES),
  stored: asFile('tf'),
  check: (one) => checkSource(one, true),
});

export const terraformJson = target({
  name: 'terraform-json',
  holds: 'whatever a file in the JSON syntax says, each block is at a key, and each place lies in the file',
  cases: fc.oneof(changedText(made('**/*.tf.json'), PIECES), changedJson(made('**/*.tf.json').map((text) => JSON.parse(text)))),
  stored: asFile('json'),
  check: (one) => checkSource(one, false),
});

const KEPT = ['modules', 'mode', 'type', 'name', 'index', 'ids'];
const STATES = made('orchard.{json,tfstate}');

export const state = target({
  name: 'state',
  holds: 'whatever becomes of a state, only names and ids are read of it, and no message has a secret of it',
  cases: fc.oneof(changedText(STATES, PIECES), changedJson(STATES.map((text) => JSON.parse(text)))),
  stored: asFile('json'),
  check(bytes): Outcome {
    try {
      const kept = readState('prod.tfstate', textOf(bytes)).resources.flatMap((resource) => Object.keys(resource));
      assert.deepEqual(
        kept.filter((name) => !KEPT.includes(name)),
        [],
      );
      return 'accepted';
    } catch (error) {
      if (!(error instanceof AuditError)) throw error;
      assert.match(error.message, /^prod\.tfstate(?::\d+:\d+)?: /);
      assert.doesNotMatch(`${error.message} ${error.cause}`, /PLANTED|UExBTlRFRC/);
      return 'refused';
    }
  },
});
