import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { exitCode } from '../../src/cli/exit-code.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Report } from '../../src/report/schema.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { STRICT } from '../../src/report/summary.ts';
import { serialize } from '../../src/snapshot/file.ts';
import { compares } from '../policies/compares.ts';
import { lengthShown, tooLong } from '../policies/message-length.ts';
import { readBack } from '../report/read-back.ts';
import {
  answeredOf,
  evaluateAgain,
  evaluationIn,
  expectedOf,
  FIXTURES,
  SCENARIOS,
  scanned,
  sorted,
  unexpected,
  verdictsOf,
} from './scenario.ts';
import { unexplained } from './unexplained.ts';

test('every rule is in the expectations of a scenario that is about it', () => {
  const listed = new Set(SCENARIOS.flatMap((scenario) => Object.keys(expectedOf(scenario).verdicts)));
  expect([...listed].sort()).toEqual(loadPolicy().catalogue.rules.map(({ id }) => id));
});

describe.each(SCENARIOS)('%s', (scenario) => {
  const expected = expectedOf(scenario);

  test(`${scenario} gives exactly the expected verdicts, populations and exit code`, async () => {
    const { report } = await scanned(scenario);
    const verdicts = Object.entries(verdictsOf(report)).filter(([rule]) => rule in expected.verdicts);
    expect(sorted(Object.fromEntries(verdicts))).toEqual(sorted(expected.verdicts));
    expect(unexpected(report, expected)).toEqual([]);
    expect(Object.fromEntries(report.population.map(({ subject_type, complete }) => [subject_type, complete]))).toEqual(
      expected.population,
    );
    expect(answeredOf(report, 'waiver')).toEqual(expected.waived ?? {});
    expect(answeredOf(report, 'attestation')).toEqual(expected.attested ?? {});
    expect(exitCode(report, STRICT)).toBe(expected.exit);
    expect(report.summary.by_state.error).toBe(0);
  });

  test('every unknown has a remedy, by the rule and the cause', async () => {
    expect(unexplained((await scanned(scenario)).report)).toEqual([]);
  });

  test('every failure has a headline, and says what was expected and what is there instead', async () => {
    const { verdicts } = (await scanned(scenario)).report;
    const failing = verdicts.filter(({ status }) => status === 'fail');
    expect(failing.filter((verdict) => !compares(verdict))).toEqual([]);
    expect(failing.filter(({ headline }) => headline === null || /unknown|none|\{/.test(headline))).toEqual([]);
  });

  test('what is there instead is the same a day later, so that no waiver of it lapses by itself', async () => {
    const { snapshot, report } = await scanned(scenario);
    const later = new Date(Date.parse(report.run.as_of) + 24 * 60 * 60 * 1000).toISOString();
    const next = (await audit(snapshot, evaluationIn(join(FIXTURES, scenario), later))).report;
    const actual = new Map(next.verdicts.map((verdict) => [verdict.fingerprint, verdict]));
    const failing = report.verdicts.filter(({ status }) => status === 'fail');
    expect(failing.map((verdict) => actual.get(verdict.fingerprint)?.actual)).toEqual(failing.map((verdict) => verdict.actual));
  });

  test('a snapshot gives the same report as the scan that wrote it, byte for byte', async () => {
    const { snapshot, report } = await scanned(scenario);
    const again = await evaluateAgain(scenario, JSON.parse(serialize(snapshot)), 1);
    // located in the same configuration, whose endpoints differ only in the scan
    const { run } = report;
    expect(serializeReport({ ...again, run }) === serializeReport(report)).toBe(true);
  });

  test('no message or note is longer than 200 letters, names apart', async () => {
    const { verdicts } = (await scanned(scenario)).report;
    const sentences = verdicts.flatMap(({ rule, message, notes }) => [message, ...notes].map((text) => ({ rule, text })));
    expect(tooLong(sentences, lengthShown)).toEqual([]);
  });

  test('report.json gives back the record that it was written from, and is written from it as it was', async () => {
    const { report } = await scanned(scenario);
    const file = serializeReport(report);
    expect(readBack(file)).toEqual(report);
    expect(serializeReport(readBack(file))).toBe(file);
  });

  test('no secret is in the snapshot or the report', async () => {
    const { snapshot, report, env } = await scanned(scenario);
    const text = serialize(snapshot) + JSON.stringify(report);
    for (const name of [
      'CONFLUENT_CLOUD_API_SECRET',
      'AWS_SECRET_ACCESS_KEY',
      'BYOK_AUDIT_AZURE_TOKEN',
      'BYOK_AUDIT_GCP_TOKEN',
    ]) {
      expect(env[name]).toMatch(/-not-real$/);
      expect(text).not.toContain(env[name]);
    }
  });
});

/** Reasons for which a rule does not apply that leave it not judged, and those that leave nothing to judge. By hand: each is one. */
const NOT_JUDGED = [
  'the configuration declares no key for the cluster',
  'the key is named on the cluster itself and cannot be registered',
  'the KMS has no such key',
  'the key is destroyed or about to be',
  'the KMS cannot rotate a key of this kind by itself',
  'the key material is kept outside the KMS by design',
  "Confluent's first validation of the key may still be running",
  'Confluent does not say whether a key of Google Cloud should be registered without a version',
  'no cluster uses the key',
];
const LEFT_OUT = ['the cluster is not for production'];
const NOTHING_TO_JUDGE = [
  'nothing depends on the key',
  'no cluster uses this registration of the key',
  'the cluster uses no self-managed key',
  'no cluster in the environment uses a self-managed key',
  'Confluent does not hold the key',
  'Confluent still holds the key',
  'the key is in use',
  'the key does not expire',
  'the key has no copies in other regions',
  'the key is in no external key store',
  'only AWS has external key stores',
  'only AWS has multi-Region keys',
  'only Azure has vaults with two ways to grant access',
  'only Azure vaults have a firewall of their own',
  'in Azure nothing can be granted to everybody',
  'AWS deletes no key before 7 days have passed',
  'AWS keeps all earlier material of a key usable while the key exists',
  'keys of AWS are registered without a version',
];

describe.each(SCENARIOS)('the control matrix of %s', (scenario) => {
  test(`no requirement of ${scenario} is supported that rests on a rule which was not judged`, async () => {
    const { report } = await scanned(scenario);
    const reasons = report.verdicts.flatMap(({ not_applicable }) => not_applicable?.reason ?? []);
    expect([...NOT_JUDGED, ...LEFT_OUT, ...NOTHING_TO_JUDGE]).toEqual(expect.arrayContaining([...new Set(reasons)]));
    const cloudOf = new Map(report.subjects.map(({ id, cloud }) => [id, cloud]));
    for (const { cloud, requirements } of report.frameworks)
      for (const { id, rules, state } of requirements.filter((one) => one.state === 'supported'))
        for (const rule of rules) {
          const verdicts = report.verdicts.filter(
            (one) => one.rule === rule && (cloud === null || cloudOf.get(one.subject.id) === cloud),
          );
          const states = new Set(verdicts.map((one) => one.state));
          const found = verdicts.flatMap(({ not_applicable }) => not_applicable?.reason ?? []);
          const held = states.has('pass') || states.has('attested');
          const about = `${id} ${state} by ${rule}`;
          expect([about, [...states].filter((one) => !['pass', 'attested', 'not_applicable'].includes(one))]).toEqual([
            about,
            [],
          ]);
          expect([about, found.filter((reason) => NOT_JUDGED.includes(reason))]).toEqual([about, []]);
          expect([about, held || (found.length > 0 && found.every((reason) => NOTHING_TO_JUDGE.includes(reason)))]).toEqual([
            about,
            true,
          ]);
        }
  });
});

describe('the control matrix', () => {
  const statesOf = async (scenario: string) => {
    const { report } = await scanned(scenario);
    const states = report.frameworks.flatMap(({ id, requirements }) =>
      requirements.map((one): [string, typeof one] => [`${id} ${one.id}`, one]),
    );
    return new Map(states);
  };

  test('what rules answer of a clean organization is supported, and what asks for a process is not determined', async () => {
    const states = await statesOf('clean-aws');
    const stateOf = (id: string) => states.get(id)?.state;
    expect(['nist_800_53_r5 SC-12', 'fedramp_moderate_r5 SC-12', 'csa_ccm_4 CEK-12', 'cis_aws_7_0 4.6'].map(stateOf)).toEqual(
      Array(4).fill('supported'),
    );
    for (const id of ['CEK-13', 'CEK-15', 'CEK-16', 'CEK-17']) expect(stateOf(`csa_ccm_4 ${id}`)).toBe('not_determined');
    expect(stateOf('soc_2 CC7.1')).toBe('not_determined');
    expect(['cis_azure_6_0 8.3.5', 'cis_gcp_5_0 1.12'].map(stateOf)).toEqual(['not_applicable', 'not_applicable']);
    expect(states.get('nist_800_53_r5 CM-2')).toMatchObject({
      state: 'not_determined',
      because: [{ reason: 'not_judged', rules: ['cluster.key_as_expected'] }, { reason: 'process' }],
    });
  });

  test('a rotation within a year does not support one within 90 days', async () => {
    expect((await statesOf('clean-gcp')).get('cis_gcp_5_0 1.11')).toMatchObject({
      state: 'not_determined',
      because: [{ reason: 'other_limit', rules: ['key.rotated'] }],
    });
  });

  test('nothing of an empty organization is supported', async () => {
    const states = [...(await statesOf('empty-org')).values()].map(({ state }) => state);
    expect(states).not.toContain('supported');
    expect(states).not.toContain('contradicted');
  });
});

/** What the record gives to declare: the lines of configuration, from the holders of whom nobody but a person can say whose they are. */
function linesToDeclare({ subjects, verdicts }: Report): string[] {
  const open = verdicts.filter(({ rule, state }) => rule === CONTROL && state === 'needs_attestation');
  const entries = new Map<string, Set<string>>();
  for (const { subject, notes } of open) {
    const { cloud, holders } = subjects.find(({ type, id }) => type === subject.type && id === subject.id) ?? {};
    if (!cloud || !holders || !('value' in holders)) throw new Error(`no holders of ${subject.id}`);
    for (const { whose, declare } of holders.value) {
      if (whose !== 'untold' || declare === null) continue;
      expect(notes.join()).toContain(JSON.stringify(declare));
      entries.set(cloud, (entries.get(cloud) ?? new Set()).add(declare));
    }
  }
  const sections = [...entries].map(([cloud, found]) => `  ${cloud}: ${JSON.stringify([...found])}`);
  return sections.length === 0 ? [] : ['trusted_principals:', ...sections];
}

const CONTROL = 'key.exclusive_control';

test.each(['clean-aws', 'clean-azure', 'clean-gcp'])(
  '%s needs nothing declared to end with 0, and passes exclusive control with what its record gives to declare',
  async (scenario) => {
    const { snapshot, report } = await scanned(scenario);
    expect(exitCode(report, STRICT)).toBe(0);
    const lines = linesToDeclare(report);
    expect(lines.length).toBeLessThanOrEqual(3);
    const directory = mkdtempSync(join(tmpdir(), 'byok-declared-'));
    try {
      const own = readFileSync(join(FIXTURES, scenario, 'byok-audit.yaml'), 'utf8');
      writeFileSync(join(directory, 'byok-audit.yaml'), [own, ...lines].join('\n'));
      const declared = await audit(snapshot, evaluationIn(directory, expectedOf(scenario).as_of));
      const states = declared.report.verdicts.filter(({ rule }) => rule === CONTROL).map(({ state }) => state);
      expect(states.filter((state) => state !== 'pass' && state !== 'not_applicable')).toEqual([]);
      expect(states).toContain('pass');
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
