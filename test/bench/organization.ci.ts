import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtOf } from '../../bench/canonical.ts';
import { identitiesOf } from '../../bench/identities.ts';
import { organizationOf, written } from '../../bench/organization.ts';
import { type Scanned, scanTemplates } from '../../bench/templates.ts';
import { audit } from '../../src/audit.ts';
import { ID } from '../../src/confluent/ids.ts';
import type { Report } from '../../src/report/schema.ts';
import { readSnapshot, serialize } from '../../src/snapshot/file.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { evaluationIn } from '../end-to-end/scenario.ts';

/** Azure says of no key where its material was made. */
const OF_ALL_AZURE = 'key.material_generated';
const AWS_KEY = /^arn:aws:kms:[a-z]+-[a-z]+-\d:\d{12}:key\/[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const AZURE_KEY = /^https:\/\/(kv-[a-z0-9-]+)\.vault\.azure\.net\/keys\/[\w-]+$/;
const GOOGLE_KEY = /^projects\/[a-z][a-z0-9-]{5,29}\/locations\/[a-z0-9-]+\/keyRings\/confluent\/cryptoKeys\/[\w-]+$/;

let directory: string;
let scanned: Scanned;
let text: string;
let snapshot: Snapshot;
let report: Report;

const textOf = (size: number, seed: number) => [...written(organizationOf(scanned, size, seed).document)].join('');

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'byok-bench-'));
  writeFileSync(join(directory, 'byok-audit.yaml'), 'version: 1\n');
  scanned = await scanTemplates();
  text = textOf(50, 1);
  writeFileSync(join(directory, 'snapshot.json'), text);
  snapshot = readSnapshot('snapshot.json', { directory });
  ({ report } = await audit(snapshot, evaluationIn(directory, snapshot.taken_at)));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('each template comes out as what it stands for', () => {
  const open = (name: string, status: string) =>
    scanned.report.verdicts.filter((one) => one.status === status && one.rule !== OF_ALL_AZURE && one.subject.id.endsWith(name));

  test('a failing one fails, and one of which something is denied is unknown', () => {
    const wrong = scanned.templates.filter(({ name, standing }) => {
      const [failed, unknown] = [open(name, 'fail').length > 0, open(name, 'unknown').length > 0];
      return standing === 'failing' ? !failed : failed || unknown !== (standing === 'unknown');
    });
    expect(wrong.map(({ cloud, is }) => `${cloud}: ${is}`)).toEqual([]);
  });
});

describe('an organization of 50 clusters and 50 keys', () => {
  test('it is the same bytes for the same seed, and others for another', () => {
    expect(textOf(50, 1)).toBe(text);
    expect(textOf(50, 2)).not.toBe(text);
  });

  test('it is written in the form in which the program writes a snapshot, and is the same without a text of the whole', () => {
    expect(serialize(snapshot)).toBe(text);
    expect(builtOf(organizationOf(scanned, 50, 1).document)).toEqual(snapshot);
  });

  test('every population is complete, and has as many subjects as were asked for', () => {
    expect(report.population.map(({ subject_type, seen, complete }) => [subject_type, seen, complete])).toEqual([
      ['organization', 1, true],
      ['environment', 1, true],
      ['cluster', 50, true],
      ['key', 50, true],
    ]);
  });

  test('it has the clouds, the failures and the unknowns that it promises', () => {
    const { keys, clusters } = snapshot.confluent;
    const of = (kind: string) => keys.seen.filter((key) => 'value' in key.kind && key.kind.value === kind).length;
    expect([of('AwsKey'), of('AzureKey'), of('GcpKey')]).toEqual([30, 10, 10]);
    const used = Object.values(clusters).flatMap(({ seen }) =>
      seen.map(({ byok_id }) => ('value' in byok_id ? byok_id.value : '')),
    );
    expect(new Set(used).size).toBe(49);
    const subjects = (status: string) =>
      new Set(
        report.verdicts
          .filter((one) => one.status === status && one.subject.type === 'key' && one.rule !== OF_ALL_AZURE)
          .map(({ subject }) => subject.id),
      ).size;
    expect([subjects('fail'), subjects('unknown')]).toEqual([1, 1]);
  });

  test('the names of keys have the forms of their clouds', () => {
    const names = Object.keys(snapshot.kms);
    const [aws, azure, google] = [AWS_KEY, AZURE_KEY, GOOGLE_KEY].map((form) => names.filter((name) => form.test(name)));
    expect([aws?.length, azure?.length, google?.length]).toEqual([30, 10, 10]);
    expect(azure?.filter((name) => (AZURE_KEY.exec(name)?.[1] ?? '').length > 24)).toEqual([]);
  });

  test('nothing of a template, of its scan or of the other clouds is left in it', () => {
    expect(text).not.toMatch(/tmpl|e5e|127\.0\.0\.1|env-orchard|undefined/);
  });
});

test('no two of 10,000 have an id in common, and each id has the form of its kind', () => {
  const { of, environments } = identitiesOf(10_000, 1);
  const all = Array.from({ length: 10_000 }, (_, number) => of(number));
  for (const name of ['cluster', 'key', 'key_id', 'vault', 'role', 'name'] as const)
    expect(new Set(all.map((one) => one[name])).size).toBe(10_000);
  expect(new Set(environments).size).toBe(200);
  for (const kind of ['cluster', 'key', 'environment'] as const)
    expect(all.filter((one) => !ID[kind].test(one[kind]))).toEqual([]);
});
