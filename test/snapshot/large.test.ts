import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentOf, readSnapshot, serialize, storedAs } from '../../src/snapshot/file.ts';
import { keysOf } from '../../src/snapshot/stored.ts';
import { awsKey, known, listed, onKey, registration } from '../subjects/build.ts';
import { APPLE, apple, bothWays, file, IN_PLACE, inPlace, testLargeSnapshots, WHOLE } from './large-suite.ts';

// npm test takes a sample
testLargeSnapshots(1);

describe('a snapshot that stays in its file', () => {
  test('one that is nested too deeply where a key stands twice is refused with its name', () => {
    const deep = `{"tool":${'{"a":'.repeat(101)}0${'}'.repeat(101)},`;
    expect(bothWays(JSON.stringify(JSON.parse(APPLE)).replace('{', deep))).toEqual({
      message: expect.stringMatching(/^.*snapshot\.json:1:\d+: nested too deeply/),
    });
  });

  test('a KMS key whose name no record has is not there, whatever an object has by itself', () => {
    writeFileSync(file, APPLE);
    const { kms } = readSnapshot(file, undefined, IN_PLACE);
    for (const name of ['__proto__', 'constructor', 'toString', 'record 0', 'plum']) {
      expect(name in kms).toBe(false);
      expect(kms[name]).toBeUndefined();
    }
    expect(kms.pear).toEqual(awsKey());
  });

  test('a file that is replaced after it was read is still read as it was, and not copied', () => {
    writeFileSync(file, APPLE);
    const read = readSnapshot(file, undefined, IN_PLACE);
    writeFileSync(`${file}.new`, APPLE.replaceAll('pear', 'plum'));
    renameSync(`${file}.new`, file);
    expect(contentOf(read)).toHaveProperty('content');
    expect(serialize(read)).toBe(APPLE);
    rmSync(file);
    expect(contentOf(read)).toHaveProperty('content');
    expect(serialize(read)).toBe(APPLE);
  });

  test('a file that is written to after it was read ends the audit, also in another thread', () => {
    writeFileSync(file, APPLE);
    const read = readSnapshot(file, undefined, IN_PLACE);
    const stored = storedAs(read);
    if (stored === undefined) throw new Error('it was not left in its file');
    writeFileSync(file, APPLE.replaceAll('Enabled', 'Disable'));
    expect(() => read.kms.pear).toThrow('the snapshot was changed while it was read');
    const place = stored.places.get('pear');
    if (place === undefined) throw new Error('the key is not in the file');
    expect(() => keysOf(stored)(place)).toThrow('the snapshot was changed while it was read');
  });

  test.each(['1.0', '1.1'])('a snapshot of format %s is read as if it were small', (version) => {
    const old = JSON.stringify({ ...apple, schema_version: version, kms: {} }, (name, value) =>
      ['tenant_id', 'kafka_clusters'].includes(name) ? undefined : value,
    );
    expect(bothWays(old)).toHaveProperty('json', expect.stringContaining('was written by an older version'));
  });

  test('bytes that are no UTF-8 give the same digest as if the snapshot were small, and are never copied', () => {
    for (const bytes of [[0xff], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x8d], [0xc3]]) {
      for (const place of ['lkc-apple-name', 'https://api']) {
        const at = APPLE.indexOf(place);
        const broken = Buffer.concat([Buffer.from(APPLE.slice(0, at)), Buffer.from(bytes), Buffer.from(APPLE.slice(at))]);
        expect(bothWays(broken)).toHaveProperty('digest');
        expect(contentOf(readSnapshot(file, undefined, IN_PLACE))).not.toHaveProperty('copyOf');
      }
    }
  });
});

describe('a large file that is no snapshot is refused in the same words as a small one', () => {
  /** Where a record of each list stands, and what stands around it. */
  const RECORDS = {
    kms: ['"kms":{"apple":', '}'],
    keys: ['"keys":{"seen":[', ']'],
    clusters: ['"clusters":{"env-orchard":{"seen":[', ']'],
    connectors: ['"connectors":{"lkc-apple":', '}'],
  } as const;
  const COMPACT = JSON.stringify(apple);
  const WRONG = ['7', 'null', '"record 0"', '"record 00000000-0000-4000-8000-000000000000 0"', '[]', '[{}]', '{}', 'true'];

  test.each(Object.entries(RECORDS))('where something else stands in place of a record of %s', (_, [before]) => {
    const at = COMPACT.indexOf(before) + before.length;
    expect(at).toBeGreaterThan(before.length);
    for (const wrong of WRONG) {
      expect(bothWays(`${COMPACT.slice(0, at)}${wrong},"x":${COMPACT.slice(at)}`)).toHaveProperty('message');
      expect(bothWays(`${COMPACT.slice(0, at)}${wrong},${COMPACT.slice(at)}`)).toHaveProperty('message');
    }
  });

  test.each(Object.entries(RECORDS))('where a record of %s has a field of its own, or one of another type', (_, [before]) => {
    const at = COMPACT.indexOf(before) + before.length;
    for (const field of ['"plum":1,', '"__proto__":{},', '"\\u0069d":7,', '"":"",'])
      expect(bothWays(`${COMPACT.slice(0, at)}{${field}${COMPACT.slice(at + 1)}`)).toBeDefined();
    expect(bothWays(`${COMPACT.slice(0, at)}{"plum":1,${COMPACT.slice(at + 1)}`)).toHaveProperty('message');
  });

  test.each(['kms', 'connectors'] as const)('where a record of %s stands in place of a name', (list) => {
    const [before] = RECORDS[list];
    const record = list === 'kms' ? JSON.stringify(awsKey()) : JSON.stringify(apple.confluent.connectors['lkc-apple']);
    for (const after of [`"${list}":{`, before]) {
      const at = COMPACT.indexOf(after) + after.length;
      const rest = after === before ? `${record},${record}:${COMPACT.slice(at)}` : `${record}:${record},${COMPACT.slice(at)}`;
      expect(bothWays(`${COMPACT.slice(0, at)}${rest}`)).toHaveProperty('message');
    }
  });

  test.each([
    ['a list in place of the keys', { ...apple, kms: [awsKey()] }],
    [
      'names in place of a list',
      { ...apple, confluent: { ...apple.confluent, keys: { ...listed(), seen: { a: registration('a') } } } },
    ],
    ['a list of lists', { ...apple, confluent: { ...apple.confluent, clusters: [listed(onKey('lkc-apple', 'cck-apple'))] } }],
    ['a field of its own', { ...apple, plum: 1 }],
    ['a list with a field of its own', { ...apple, confluent: { ...apple.confluent, keys: { ...listed(), plum: 1 } } }],
    ['no keys', { ...apple, kms: undefined }],
    ['nothing of Confluent', { ...apple, confluent: 'apple' }],
    ['a key under a name of two lines that is none', { ...apple, kms: { 'a\nb': 7 } }],
    ['a newer format', { ...apple, schema_version: '1.9' }],
    ['a much newer format', { ...apple, schema_version: '2.0' }],
    ['no format', { ...apple, schema_version: undefined }],
    ['a format that is none', { ...apple, schema_version: 'apple' }],
    ['an older format that lacks nothing', { ...apple, schema_version: '1.1', kms: { apple: 7 } }],
    ['another file of ours', { schema_version: '1.0', run: {}, verdicts: [], subjects: [], rules: [] }],
    ['a list', [apple]],
    ['nothing', null],
  ])('where it has %s', (_, data) => {
    expect(bothWays(JSON.stringify(data))).toHaveProperty('message');
  });

  test.each([
    ['empty', ''],
    ['text', 'apples and pears'],
    ['YAML', 'version: 1\nwaivers: []\n'],
    ['two snapshots', `${APPLE}${APPLE}`],
    ['a snapshot with something after it', `${APPLE}}`],
    ['a snapshot after a mark of byte order', `\ufeff${APPLE}`],
    ['brackets alone', '{"kms":{{{}}}}'],
  ])('where it is %s', (_, text) => {
    expect(bothWays(text)).toHaveProperty('message');
  });

  test('where it is a folder, or is not there', () => {
    for (const name of [tmpdir(), join(file, 'apple.json'), '/nowhere/snapshot.json', join(tmpdir(), 'x'.repeat(300))]) {
      const messages = [IN_PLACE, WHOLE].map((large) => {
        try {
          return readSnapshot(name, undefined, large);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
          return (error as Error).message;
        }
      });
      expect(messages[0]).toBe(messages[1]);
    }
  });

  test('where more than one text can hold is outside of records, or is one record', () => {
    writeFileSync(file, APPLE);
    expect(inPlace()).toBeDefined();
    expect(inPlace({ largest: 1000 })).toBeUndefined();
    writeFileSync(file, JSON.stringify({ ...apple, kms: { apple: awsKey({ policy: known('x'.repeat(50_000)) }) } }));
    expect(inPlace({ window: 1000, largest: 20_000 })).toBeUndefined();
  });
});

test.each([
  ['two keys of a KMS', '"kms":{"apple":', '"kms":{"plum":1,"plum":2,"apple":'],
  ['two fields of a record', '"provider":"aws"', '"provider":"aws","provider":"aws"'],
  ['two versions', '"schema_version":', '"schema_version":"9.9","schema_version":'],
])('a key that stands twice is refused in a large snapshot as in a small one: %s', (_, once, twice) => {
  const text = JSON.stringify(apple).replace(once, twice);
  expect(text).not.toBe(JSON.stringify(apple));
  expect(bothWays(text)).toHaveProperty(
    'message',
    expect.stringMatching(/:1:\d+: a second "\w+": keep one of them; the first is at line 1, column \d+$/),
  );
});
