import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { loadAttestations, loadWaivers } from '../../src/config/load.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { readYamlText } from '../../src/input/yaml-text.ts';
import { config } from '../subjects/build.ts';
import { anyBytes, changedJson, changedText } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertPlain, assertRefused } from './refusal.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';
import { YAML_PIECES } from './yaml-pieces.ts';

const RULES = loadPolicy().catalogue.rules;
const DEMO = join(import.meta.dirname, '../../fixtures/demo');
const CONFIG = config();
const DAY = 86_400_000;

/** @property begin the key of the first day */
type Kind = { name: string; begin: 'created' | 'attested_at'; load: (named: string) => { entries: readonly object[] } };

const KINDS: Kind[] = [
  { name: 'waivers', begin: 'created', load: (named) => loadWaivers(CONFIG, RULES, { named, directory: FOLDER }) },
  { name: 'attestations', begin: 'attested_at', load: (named) => loadAttestations(CONFIG, RULES, { named, directory: FOLDER }) },
];

/** Each stands for a person who answers for it, for a year at the most. */
function assertLimited(entry: Record<string, unknown>, begin: string): void {
  const [first, last] = [entry[begin], entry.expires].map((day) => {
    assert.match(String(day), /^\d{4}-\d\d-\d\d$/);
    const time = Date.parse(`${day}T00:00:00Z`);
    assert.equal(new Date(time).toISOString().slice(0, 10), day);
    return time;
  });
  assert.ok(first !== undefined && last !== undefined && last >= first && last - first <= 365 * DAY);
  const rule = RULES.find(({ id }) => id === entry.rule);
  if (entry.rule !== undefined) assert.ok(rule !== undefined);
  if (begin === 'created') {
    assert.ok(String(entry.owner).trim() !== '' && entry.owner !== entry.approved_by);
    if (rule?.severity === 'critical') assert.ok(last - first <= 90 * DAY);
  }
}

export const exceptions = KINDS.map(({ name, begin, load }) => {
  const texts = [readFileSync(join(DEMO, `${name}.yaml`), 'utf8')];
  const documents = texts.map((text): unknown => parse(text));
  const file = `${name}.yaml`;

  function check(bytes: Bytes): Outcome {
    const text = put(file, bytes);
    let entries: readonly object[];
    try {
      ({ entries } = load(file));
    } catch (error) {
      assertRefused(error, file, text);
      return 'refused';
    }
    assertPlain(entries);
    for (const entry of entries) assertLimited({ ...entry }, begin);
    const ids = entries.map((entry) => ('id' in entry ? entry.id : undefined));
    assert.equal(new Set(ids).size, ids.length);
    put(file, JSON.stringify(readYamlText(file, text).data ?? {}));
    assert.deepEqual(JSON.stringify(load(file).entries), JSON.stringify(entries));
    return 'accepted';
  }

  return target({
    name,
    holds: 'they are loaded, each for its term and by somebody else than who approves it, or they are refused at their places',
    cases: fc.oneof(
      { weight: 6, arbitrary: changedJson(documents) },
      { weight: 3, arbitrary: changedJson(documents, ['\n']).map((text) => `# orchard\n${text}\n`) },
      { weight: 6, arbitrary: changedText(texts, YAML_PIECES) },
      { weight: 1, arbitrary: anyBytes },
    ),
    stored: asFile('yaml'),
    check,
  });
});
