import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseName } from '../../src/clouds/index.ts';
import { auditEvent } from '../../src/history/audit-log.ts';
import { importFile } from '../../src/history/import.ts';
import { usingHistory } from '../../src/history/open.ts';
import type { Store } from '../../src/history/store.ts';
import { jsonIn, propertyOf } from '../../src/input/is-record.ts';
import { create, event, key, remove } from '../history/audit-events.ts';
import { ARN } from '../subjects/build.ts';
import { anyBytes, changedJson, changedText } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertRefused, assertSeen } from './refusal.ts';
import { asFile, type Bytes, type Outcome, target } from './target.ts';

const legacy = event('CreateKafkaCluster', 2, {
  cloudResources: [{ resource: { type: 'KAFKA_CLUSTER', resourceId: 'lkc-old' }, scope: { resources: [] } }],
  request: { spec: { config: { kind: 'Dedicated', encryption_key: ARN } } },
});
const failed = event('CreateKafkaCluster', 3, { status: 'FAILURE', subject: 'kafka=lkc-none' });
const EVENTS: unknown[] = [key, create, remove, legacy, failed];
const LINES = EVENTS.map((one) => JSON.stringify(one));
const TEXT = LINES.map((line) => `${line}\n`).join('');
const PIECES = [
  '\n',
  '\r\n',
  '\n\n\n',
  '{}\n',
  '[]\n',
  'null\n',
  '{',
  '}',
  '"',
  '\u0000',
  '\ufeff',
  '{"byok_audit_history":4}\n',
  '{"schema_version":"1.3"}\n',
  '{"specversion":1}\n',
];

const lines = fc.array(
  fc.oneof({ weight: 3, arbitrary: changedJson(EVENTS, ['']) }, { weight: 2, arbitrary: fc.constantFrom(...LINES) }),
  {
    minLength: 1,
    maxLength: 4,
  },
);

class Undone extends Error {}

/** Opens one store for all cases, each of which is undone. */
const store = new Promise<Store>((resolve, reject) => {
  usingHistory(':memory:', (opened) => new Promise(() => resolve(undoing(opened)))).catch(reject);
});

const undoing = (opened: Store): Store => ({
  ...opened,
  async writing(work) {
    let made: { value: Awaited<ReturnType<typeof work>> } | undefined;
    const undone = opened.writing(async (tables) => {
      made = { value: await work(tables) };
      throw new Undone();
    });
    await undone.catch((error: Error) => {
      if (!(error.cause instanceof Undone)) throw error;
    });
    if (made === undefined) throw new Error('the work was not done');
    return made.value;
  },
});

const FILE = 'events.jsonl';

async function check(bytes: Bytes): Promise<Outcome> {
  const text = put(FILE, bytes);
  let imported: Awaited<ReturnType<typeof importFile>>;
  try {
    imported = await importFile(await store, FILE, { directory: FOLDER });
  } catch (error) {
    assertRefused(error, FILE, text);
    return 'refused';
  }
  assertSeen(imported.summary);
  for (const value of text.split('\n').map(jsonIn)) assertClear(value, auditEvent(value));
  return 'accepted';
}

/** What an event says of a key is about one that has a name or an id. */
function assertClear(event: unknown, said: ReturnType<typeof auditEvent>): void {
  if (said === null || said === 'unclear') return;
  assert.match(String(propertyOf(event, 'time')), /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/);
  const { identity, first_seen } = 'binding' in said ? said.binding : said.registration;
  assert.ok(
    identity === '' ||
      /^cck-[\w-]+$/.test(identity) ||
      /^arn:aws[a-z-]*:kms:/.test(identity) ||
      parseName(identity) !== undefined,
    identity,
  );
  assert.match(first_seen, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  if ('binding' in said) assert.match(said.binding.cluster, /^lkc-[\w-]+$/);
}

export const auditLog = target({
  name: 'audit-log',
  holds: 'its events are taken for what they clearly say, or it is refused at its line',
  cases: fc.oneof(
    { weight: 12, arbitrary: lines.map((some) => some.map((line) => `${line}\n`).join('')) },
    { weight: 3, arbitrary: changedText([TEXT], PIECES) },
    { weight: 1, arbitrary: anyBytes },
  ),
  stored: asFile('jsonl'),
  check,
});
