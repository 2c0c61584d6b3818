import assert from 'node:assert/strict';
import fc from 'fast-check';
import { audit } from '../../src/audit.ts';
import { STATES } from '../../src/report/state.ts';
import { digest, readSnapshot, serialize } from '../../src/snapshot/file.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { evaluationOf } from '../history/story.ts';
import {
  ARN,
  awsKey,
  azureKey,
  azureName,
  cluster,
  denied,
  GCP_KEY,
  gcpKey,
  gcpName,
  known,
  listed,
  onKey,
  onLegacyKey,
  orchard,
  registration,
  take,
} from '../subjects/build.ts';
import { anyBytes, changedJson, changedText } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertPlain, assertRefused } from './refusal.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';

const AZURE_KEY = 'https://orchard.vault.azure.net/keys/plum';
const AZURE = {
  provider: known('AZURE'),
  kind: known('AzureKey'),
  kms_id: known(AZURE_KEY),
  kms: azureName(),
  tenant_id: known('tenant'),
};
const GOOGLE = { provider: known('GCP'), kind: known('GcpKey'), kms_id: known(GCP_KEY), kms: gcpName() };

/** An organization for each cloud, small enough that a change seldom falls on what is there many times. */
const SNAPSHOTS: Snapshot[] = [
  orchard([onKey('lkc-apple', 'cck-apple'), onLegacyKey('lkc-old', ARN), cluster('lkc-pear', { byok_id: denied })], {
    keys: listed(registration('cck-apple')),
    kms: { [ARN]: awsKey() },
  }),
  orchard([onKey('lkc-plum', 'cck-plum')], { keys: listed(registration('cck-plum', AZURE)), kms: { [AZURE_KEY]: azureKey() } }),
  orchard([onKey('lkc-fig', 'cck-fig')], { keys: listed(registration('cck-fig', GOOGLE)), kms: { [GCP_KEY]: gcpKey() } }),
];
const TEXTS = SNAPSHOTS.map(serialize);
const DOCUMENTS: unknown[] = TEXTS.map((text) => JSON.parse(text));
/** Formats of which the same documents say that they are. */
const OLDER = ['1.0', '1.1', '1.2'].flatMap((schema_version) => SNAPSHOTS.map((one) => ({ ...one, schema_version })));

const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u0000',
    '\\ud800',
    '\ufeff',
    '//',
    '/**/',
    "'",
    '1e400',
    '-',
    '.',
    '00',
    '\u0000',
    '\r',
  ],
  ...['"kms":{},', '"confluent":{},', '"seen":[],', '"schema_version":"1.3",', '"__proto__":{},', 'null', '{"unknown":{}}', '[]'],
  ...['"value":null', '"unknown":{"cause":"denied","detail":""}', '"a":'.repeat(200), '['.repeat(150), '{"kms":'.repeat(101)],
];

const FILE = 'snapshot.json';
/** From how many bytes on it stays in its file: never, and always. */
const [WHOLE, IN_PLACE] = [Number.POSITIVE_INFINITY, 0];
const read = (large: number): Snapshot => readSnapshot(FILE, { directory: FOLDER }, large);

async function check(bytes: Bytes): Promise<Outcome> {
  const text = put(FILE, bytes);
  let snapshot: Snapshot;
  try {
    snapshot = read(WHOLE);
  } catch (error) {
    assertRefused(error, FILE, text);
    assert.throws(() => read(IN_PLACE), { message: (error as Error).message });
    return 'refused';
  }
  assertPlain(snapshot);
  const inPlace = read(IN_PLACE);
  assert.equal(JSON.stringify(inPlace), JSON.stringify(snapshot));
  assert.equal(digest(inPlace), digest(snapshot));
  // what is written of it is read as the same
  put(FILE, serialize(snapshot));
  const again = read(WHOLE);
  assert.deepEqual(again, snapshot);
  assert.equal(digest(again), digest(snapshot));
  take(snapshot);
  // one in sixteen: that takes long
  if (digest(snapshot) < 'sha256:1') await assertEvaluated(snapshot);
  return 'accepted';
}

/** Whatever stands in it, it is evaluated, and each verdict has a state. */
async function assertEvaluated(snapshot: Snapshot): Promise<void> {
  const { report } = await audit(snapshot, evaluationOf(snapshot, null));
  for (const { state } of report.verdicts) assert.ok(STATES.includes(state), state);
  assert.ok(
    report.verdicts.every(({ status }) => status !== 'error'),
    'a rule broke',
  );
}

export const snapshot = target({
  name: 'snapshot',
  holds: 'it is read, whole and in its file, written as the same and evaluated, or it is refused at its places in both ways',
  cases: fc.oneof(
    { weight: 12, arbitrary: changedJson(DOCUMENTS) },
    { weight: 2, arbitrary: changedJson(OLDER) },
    { weight: 2, arbitrary: changedText(TEXTS, PIECES) },
    { weight: 1, arbitrary: anyBytes },
  ),
  stored: asFile('json'),
  check,
  most: 3000,
});
