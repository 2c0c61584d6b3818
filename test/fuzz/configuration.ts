import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type Loaded, loadConfig } from '../../src/config/load.ts';
import { template } from '../../src/config/template.ts';
import { parameterSchemas } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { readYamlText } from '../../src/input/yaml-text.ts';
import { anyBytes, changedJson, changedText } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertPlain, assertRefused } from './refusal.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';
import { YAML_PIECES } from './yaml-pieces.ts';

const PARAMETERS = parameterSchemas(loadPolicy().catalogue);
const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** One with everything that `init` shows, no longer commented out; without it, none of the fixtures has every key. */
const EVERYTHING = template(PARAMETERS)
  .split('\n')
  .filter((line) => !/^# *#|^# [A-Z]/.test(line))
  .map((line) => line.replace(/^# /, ''))
  .filter((line) => !/^(locations:| {2}(?:terraform|inventory):)/.test(line))
  .join('\n');
const TEXTS = [
  EVERYTHING,
  ...['demo', 'clean-azure', 'clean-gcp'].map((name) => readFileSync(join(FIXTURES, name, 'byok-audit.yaml'), 'utf8')),
];
const DOCUMENTS: unknown[] = TEXTS.map((text) => parse(text));

const FILE = 'byok-audit.yaml';

function check(bytes: Bytes): Outcome {
  const text = put(FILE, bytes);
  let loaded: Loaded;
  try {
    loaded = loadConfig(FILE, FOLDER, PARAMETERS);
  } catch (error) {
    assertRefused(error, FILE, text);
    return 'refused';
  }
  const { config } = loaded;
  assertPlain(config);
  for (const url of [config.confluent.endpoint, config.azure.resource_manager_endpoint, config.gcp.kms_endpoint])
    assertEndpoint(url);
  // what the file says, written as JSON, is the same configuration
  put(FILE, JSON.stringify(readYamlText(FILE, text).data ?? {}));
  assert.deepEqual(said(loadConfig(FILE, FOLDER, PARAMETERS)), said(loaded));
  return 'accepted';
}

/** All but what is of the bytes of the file. */
function said({ config: { text: _, digest: __, ...config }, warnings }: Loaded): unknown {
  return JSON.parse(JSON.stringify({ config, warnings }));
}

/** It is about to get credentials. */
function assertEndpoint(text: string): void {
  const { protocol, hostname, username, password } = new URL(text);
  assert.ok(protocol === 'https:' || (protocol === 'http:' && /^(localhost|\[::1\]|127\.[\d.]+)$/.test(hostname)), text);
  assert.equal(`${username}${password}`, '');
}

export const configuration = target({
  name: 'configuration',
  holds: 'it is loaded and says the same as JSON, or it is refused at its places',
  cases: fc.oneof(
    { weight: 6, arbitrary: changedJson(DOCUMENTS) },
    // no longer read as JSON
    { weight: 3, arbitrary: changedJson(DOCUMENTS, ['\n']).map((text) => `# orchard\n${text}\n`) },
    { weight: 6, arbitrary: changedText(TEXTS, YAML_PIECES) },
    { weight: 1, arbitrary: anyBytes },
  ),
  stored: asFile('yaml'),
  check,
});
