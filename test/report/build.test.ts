import { describe, expect, test } from 'vitest';
import { NO_EXCEPTIONS } from '../../src/config/exception.ts';
import { parameterValues } from '../../src/evaluate/catalogue.ts';
import { instanceOf } from '../../src/evaluate/instance.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import { profileOf } from '../../src/facts/register.ts';
import { byCodePoint } from '../../src/input/code-point.ts';
import { evaluatedHere } from '../../src/pipeline/evaluated.ts';
import { buildReport, type ReportInput } from '../../src/report/build.ts';
import { baselineOf } from '../../src/report/diff.ts';
import type { FiledReport } from '../../src/report/filed-schema.ts';
import { NOWHERE } from '../../src/report/place.ts';
import { subjectReporter } from '../../src/report/reported-subject.ts';
import { serializeReport } from '../../src/report/serialize.ts';
import { factsOf } from '../../src/report/subject-lookup.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import {
  ARN,
  awsKey,
  azureName,
  config,
  denied,
  gcpName,
  known,
  listed,
  NOW,
  onKey,
  onLegacyKey,
  orchard,
  registration,
  SUBSCRIPTION,
  take,
} from '../subjects/build.ts';
import { readBack } from './read-back.ts';

const policy = loadPolicy();
const parameters = parameterValues(policy.catalogue, {}) as Subject['parameters'];
const of = orchard(
  [
    onKey('lkc-pear', 'cck-pear'),
    onKey('lkc-apple', 'cck-apple'),
    onLegacyKey('lkc-fig', 'arn:aws:kms:us-west-2:000000000000:key/fig', { name: denied }),
  ],
  { keys: listed(registration('cck-pear', { kms: denied }), registration('cck-apple')), kms: { [ARN]: awsKey() } },
);

/** What our policy says of each subject. */
const judged = (subjects: readonly Subject[], locate: ReportInput['locate'] = () => NOWHERE): ReportInput['evaluated'] =>
  evaluatedHere(subjects, (subject) => subject, {
    ask: instanceOf(policy.module),
    catalogue: policy.catalogue,
    locate,
    whole: null,
  });

const { inventory, subjects, scope } = take(of, config(), { parameters });
const evaluated = judged(subjects);

async function input(over: Partial<ReportInput> = {}): Promise<ReportInput> {
  return {
    version: '0.0.0',
    snapshotDigest: 'sha256:1',
    config: config(),
    policy,
    inventory,
    scope,
    evaluated,
    as_of: NOW,
    waivers: NO_EXCEPTIONS,
    attestations: NO_EXCEPTIONS,
    locate: () => NOWHERE,
    earlier: null,
    warnings: [],
    ...over,
  };
}
const build = async (over?: Partial<ReportInput>) => buildReport(await input(over));
const runId = async (over?: Partial<ReportInput>) => (await build(over)).run.id;

test('the same input gives the same bytes', async () => {
  const again = judged(take(of, config(), { parameters }).subjects);
  expect(JSON.stringify(await build({ evaluated: again }))).toBe(JSON.stringify(await build()));
});

test('the advice on a refused call of AWS knows the role that the configuration names', async () => {
  const role_arn = 'arn:aws:iam::000000000000:role/pear';
  const refused = { unknown: { ...denied.unknown, source: 'aws:kms:GetKeyPolicy', permission: 'kms:GetKeyPolicy' } };
  const closed = orchard([onKey('lkc-apple', 'cck-apple')], {
    keys: listed(registration('cck-apple')),
    kms: { [ARN]: awsKey({ policy: refused }) },
  });
  const adviceWith = async (accounts: ReportInput['config']['aws']['accounts']) => {
    const configured = config({ aws: { accounts } });
    const { inventory, subjects, scope } = take(closed, configured, { parameters });
    const { obstacles } = await build({ config: configured, inventory, scope, evaluated: judged(subjects) });
    return obstacles.find(({ source }) => source === 'aws:kms:GetKeyPolicy')?.remedy.paste.map(({ text }) => text) ?? [];
  };
  expect((await adviceWith({ '000000000000': { role_arn } })).map((text) => JSON.parse(text).Principal)).toEqual([
    undefined,
    { AWS: role_arn },
  ]);
  expect((await adviceWith({}))[2]).toContain('"000000000000": {role_arn:');
});

test('a report that was written can be read back unchanged', async () => {
  const report = await build();
  expect(readBack(serializeReport(report))).toEqual(report);
});

describe('a report file', () => {
  const written = build().then(serializeReport);
  const read = async <R = Record<string, unknown>>(change: (report: R) => void) => {
    const report: R = JSON.parse(await written);
    change(report);
    return readBack(JSON.stringify(report));
  };

  test.each([
    ['3.3', /format 3\.3 is newer than 3\.2.*Update byok-audit/],
    ['0.9', /format 0\.9 is older than 1\.0.*Make it again/],
    ['pear', /not a byok-audit report/],
  ])('a report file of format %s is refused', async (version, why) => {
    await expect(
      read((it) => {
        it.schema_version = version;
      }),
    ).rejects.toThrow(why);
  });

  const anyOf = (list: unknown): Record<string, unknown> => {
    const [first] = Array.isArray(list) ? list : [];
    if (first === undefined) throw new Error('the list is empty');
    return first;
  };

  test.each<[string, (report: Record<string, unknown>) => void, RegExp]>([
    [
      'a subject',
      (it) => Object.assign(anyOf(it.verdicts), { subject: { type: 'cluster', id: 'lkc-kiwi' } }),
      /names cluster lkc-kiwi, which the report does not have/,
    ],
    ['a fact', (it) => Object.assign(anyOf(it.verdicts), { evidence: ['constructor'] }), /names the fact constructor, which/],
    ['a remedy', (it) => Object.assign(anyOf(it.verdicts), { remedy: { ref: 'kiwi', values: {} } }), /names the remedy kiwi/],
    ['a source', (it) => Object.assign(it, { sources: [] }), /names the source \d+, which the report does not have/],
    [
      'a reason',
      (it) => Object.assign(it, { reasons: [] }),
      /the fact \S+ of \S+ \S+ names the reason 0, which the report does not have/,
    ],
    ['a rule', (it) => Object.assign(it, { rules: [] }), /the verdict of \S+ on .* is of a rule that the report does not have/],
  ])('a report file that names %s which it does not have is refused', async (_, change, why) => {
    await expect(read(change)).rejects.toThrow(why);
  });

  test.each<[string, (list: Record<string, unknown>) => unknown, RegExp]>([
    ['rule', ({ rules }) => rules, /the report has the rule \S+ more than once/],
    ['subject', ({ subjects }) => subjects, /the report has the \S+ \S+ more than once/],
    ['remedy', ({ remedies }) => remedies, /the report has the remedy \S+ more than once/],
  ])('a report file that has one %s twice is refused', async (_, listOf, why) => {
    const repeat = (it: Record<string, unknown>) => {
      const list = listOf(it);
      if (Array.isArray(list)) list.push({ ...anyOf(list) });
    };
    await expect(read(repeat)).rejects.toThrow(why);
  });

  test('the summary of a report file is never better than its verdicts', async () => {
    const { summary } = await read<FiledReport>((it) => {
      it.verdicts = it.verdicts.filter(({ state }) => state !== 'fail');
      it.summary = { ...it.summary, complete: true, incomplete_because: [] };
    });
    expect(summary).toMatchObject({
      by_state: { fail: 0, unknown: 42 },
      fail_by_severity: { medium: 0 },
      complete: false,
      incomplete_because: ['42 verdicts could not be determined (1 of severity info does not count).'],
    });
  });

  test('a report file without verdicts is one of nothing to evaluate, whatever its summary says', async () => {
    const { summary } = await read<FiledReport>((it) => {
      it.verdicts = [];
      it.summary = { ...it.summary, complete: true, incomplete_because: [] };
    });
    expect(summary).toMatchObject({ by_state: { fail: 0, pass: 0 }, complete: false, empty: true });
  });

  test.each<[string, (verdict: Record<string, unknown>) => void, RegExp]>([
    [
      'a failure that is said to pass',
      (it) => Object.assign(it, { status: 'fail', state: 'pass' }),
      /has the state pass, but .* make it fail/,
    ],
    [
      'an unknown without a cause',
      (it) => Object.assign(it, { status: 'unknown', state: 'unknown', unknown: null }),
      /gives no cause/,
    ],
    [
      'an unknown that is said to wait for an attestation',
      (it) => Object.assign(it, { status: 'pass', state: 'needs_attestation' }),
      /make it pass/,
    ],
  ])('a report file with %s is refused', async (_, change, why) => {
    await expect(read((it) => change(anyOf(it.verdicts)))).rejects.toThrow(why);
  });
});

describe('a report with a baseline', () => {
  test('a report with a baseline says what changed, since which report, and is the same each time', async () => {
    const earlier = await build();
    const [passed] = earlier.verdicts.filter(({ status }) => status === 'pass');
    if (passed === undefined) throw new Error('nothing passed');
    const baseline = baselineOf({
      ...earlier,
      verdicts: earlier.verdicts.map((verdict) =>
        verdict === passed ? { ...verdict, status: 'fail' as const, state: 'fail' as const } : verdict,
      ),
    });
    const { changes } = await build({ baseline });
    expect(changes?.baseline).toEqual({
      run_id: earlier.run.id,
      taken_at: earlier.run.taken_at,
      interrupted_at: null,
      as_of: NOW,
      policy_digest: policy.digest,
      digest: baseline.digest,
    });
    expect(changes?.counts).toMatchObject({ resolved: 1, new: 0, newly_unknown: 0 });
    expect(changes?.list.find((change) => change.class === 'resolved')?.fingerprint).toBe(passed.fingerprint);
    expect(JSON.stringify(await build({ baseline }))).toBe(JSON.stringify(await build({ baseline })));
  });

  test('a baseline changes the run id by its run and its bytes, but not by the whitespace of its file', async () => {
    const earlier = await build();
    const baseline = baselineOf(earlier);
    const other = baselineOf({ ...earlier, limits: [] });
    const ids = [await runId(), await runId({ baseline }), await runId({ baseline: other })];
    expect(new Set(ids).size).toBe(3);
    expect(await runId({ baseline: baselineOf(JSON.parse(JSON.stringify(earlier, null, 7))) })).toBe(ids[1]);
  });

  test('a baseline of another organization is refused', async () => {
    const baseline = baselineOf({ ...(await build()), organization: { id: 'org-garden', name: null } });
    await expect(build({ baseline })).rejects.toThrow(/different organizations: org-garden .* and org-orchard/);
  });
});

test('environments that the configuration leaves out are listed by id, with their names', async () => {
  const narrowed = config({
    confluent: { endpoint: 'https://api.confluent.cloud', environments: { include: ['*'], exclude: ['env-orchard-name'] } },
  });
  const { subjects, scope } = take(of, narrowed, { parameters });
  const evaluated = judged(subjects);
  const report = await build({ config: narrowed, scope, evaluated });
  expect(report.scope?.environments_left_out).toEqual(['env-orchard']);
  expect(report.scope?.names_left_out).toEqual({ 'env-orchard': 'env-orchard-name' });
  expect((await build()).scope?.environments_left_out).toEqual([]);
});

test('of what a production pattern matches the first 20 are named, and all are counted', async () => {
  const ids = Array.from({ length: 25 }, (_, index) => `lkc-${String.fromCharCode(122 - index)}`);
  const many = orchard(ids.map((id) => onKey(id, 'cck-apple', id === 'lkc-c' ? { name: denied } : {})));
  const configured = config({ production: { environments: ['env-orchard'], clusters: ['lkc-*'] } });
  const taken = take(many, configured, { parameters });
  const { scope } = await build({ ...taken, config: configured, evaluated: judged(taken.subjects) });
  expect(scope?.production.map(({ of, matched, first }) => [of, matched, first.length])).toEqual([
    ['environment', 1, 1],
    ['cluster', 25, 20],
  ]);
  expect(scope?.production[1]?.first.slice(0, 2)).toEqual([
    { id: 'lkc-b', name: 'lkc-b-name' },
    { id: 'lkc-c', name: null },
  ]);
});

test('the places of keys are counted by cloud and account, those that are not known too', async () => {
  const somewhere = orchard(
    [
      onLegacyKey('lkc-fig', 'arn:aws:kms:us-west-2:000000000000:key/fig'),
      onLegacyKey('lkc-pear', 'arn:aws:kms:eu-west-1:000000000000:key/pear'),
    ],
    {
      keys: listed(
        registration('cck-plum', { kms: azureName(), kind: known('AzureKey'), validation_region: denied }),
        registration('cck-fig', { kms: gcpName(), kind: known('GcpKey') }),
        registration('cck-kiwi', { kms: denied, kind: denied }),
      ),
    },
  );
  const taken = take(somewhere, config(), { parameters });
  const { scope } = await build({ ...taken, evaluated: judged(taken.subjects) });
  expect(scope?.places).toEqual([
    { cloud: 'aws', account: '000000000000', regions: ['eu-west-1', 'us-west-2'], keys: 2 },
    // nothing was collected about the vault, which would say where it is
    { cloud: 'azure', account: SUBSCRIPTION, regions: [], keys: 1 },
    { cloud: 'gcp', account: 'orchard', regions: ['us-central1'], keys: 1 },
    { cloud: null, account: null, regions: [], keys: 1 },
  ]);
});

test('as whom the evidence was collected is in the record', async () => {
  const snapshot = {
    ...inventory.snapshot,
    collected_as: [{ plane: 'confluent' as const, of: null, who: known('API key APPLE') }],
  };
  expect((await build({ inventory: { ...inventory, snapshot } })).run.collected_as).toEqual(['Confluent Cloud: API key APPLE']);
  expect((await build()).run.collected_as).toEqual([]);
});

test('the classification of the report is that of the configuration, Confidential by default', async () => {
  expect((await build()).classification).toBe('Confidential');
  expect((await build({ config: config({ classification: 'Internal' }) })).classification).toBe('Internal');
});

test('parameters, production patterns and digests of the inputs are in the record', async () => {
  const loosened = config({
    parameters: { max_rotation_days: 730 },
    production: { environments: [], clusters: ['lkc-a*', 'kiwi'] },
  });
  const { subjects, scope } = take(of, loosened, { parameters });
  const evaluated = judged(subjects);
  const report = await build({ config: loosened, scope, evaluated });
  expect(report.scope?.production).toEqual([
    { pattern: 'lkc-a*', of: 'cluster', matched: 1, first: [{ id: 'lkc-apple', name: 'lkc-apple-name' }] },
    { pattern: 'kiwi', of: 'cluster', matched: 0, first: [] },
  ]);
  expect(report.scope?.parameters.filter(({ changed }) => changed)).toEqual([
    { name: 'max_rotation_days', value: 730, default: 365, changed: true },
  ]);
  expect(report.scope?.parameters.map(({ name }) => name)).toContain('quota_warn_percent');
  expect(report.run.digests).toEqual({
    snapshot: 'sha256:1',
    configuration: loosened.digest,
    waivers: null,
    attestations: null,
    history: null,
  });
});

test('the facts of a subject are in the record once: what describes it and what its verdicts rest on, each with its source', async () => {
  const { subjects, sources, verdicts } = await build();
  for (const subject of subjects) {
    const { type, id, holders } = subject;
    const named = verdicts
      .filter(({ subject }) => subject.type === type && subject.id === id)
      .flatMap(({ evidence }) => evidence);
    const always = [...profileOf(type as Subject['type'])].flatMap(([path, of]) => (of === true ? [path] : []));
    expect(Object.keys(factsOf(subject)).sort()).toEqual(
      [...new Set([...named, ...always, ...(holders === null ? [] : ['holders'])])].sort(),
    );
  }
  const apple = subjects.find(({ id }) => id === 'lkc-apple');
  const region = apple?.facts['key.region'];
  if (region === undefined || !('source' in region)) throw new Error('the region of the key is not known');
  expect(region.value).toBe('us-west-2');
  expect(sources[region.source]).toEqual({ call: expect.any(String), observed_at: expect.any(String) });
  expect(subjects.find(({ id }) => id === 'cck-pear')?.facts['kms.state']).toHaveProperty('unknown.cause');
  expect(new Set(sources.map((source) => JSON.stringify(source))).size).toBe(sources.length);
});

describe('waivers and attestations', () => {
  const by = { owner: 'Ann Apple', approved_by: 'Paul Pear', ticket: 'FRUIT-1', created: '2026-11-01', expires: '2026-12-31' };
  const waiver = (over: object) => ({
    id: 'W-1',
    rule: 'key.rotated',
    resource: 'cck-apple',
    reason: 'It is picked in spring.',
    ...by,
    ...over,
  });
  const attestation = {
    id: 'A-1',
    rule: 'key.least_privilege',
    resource: 'arn:aws:kms:*:key/fig',
    statement: 'Nobody else holds it',
    evidence: 'Photograph 7',
    attested_by: 'Ann Apple',
    attested_at: '2026-11-01',
    expires: '2026-12-31',
  };

  test('waivers and attestations change what they cover, the counts and the status of requirements, and nothing else', async () => {
    const plain = await build();
    const failing = plain.verdicts.filter(({ status }) => status === 'fail');
    const entries = failing.map(({ rule, subject }, at) => waiver({ id: `W-${at}`, rule, resource: subject.id }));
    const report = await build({ waivers: { digest: 'sha256:2', entries } });
    expect(failing.length).toBeGreaterThan(0);
    expect(report.verdicts.map(({ waiver: _, state: __, ...verdict }) => verdict)).toEqual(
      plain.verdicts.map(({ waiver: _, state: __, ...verdict }) => verdict),
    );
    expect(report.summary).toEqual({
      ...plain.summary,
      by_state: { ...plain.summary.by_state, fail: 0, waived: failing.length },
      fail_by_severity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    });
    const status = ({ frameworks }: typeof plain) =>
      frameworks.flatMap(({ requirements }) => requirements.map((one) => one.state));
    expect(status(plain)).toContain('contradicted');
    expect(status(report)).not.toContain('contradicted');
    // a waived failure is no evidence: what it contradicted is not determined now
    expect(status(report).filter((state) => state === 'supported').length).toBe(
      status(plain).filter((state) => state === 'supported').length,
    );
  });

  test('waivers and attestations are read back as they were written', async () => {
    const report = await build({
      waivers: { digest: 'sha256:2', entries: [waiver({ expected_actual: { days: [1] }, compensating_control: 'A net' })] },
      attestations: { digest: 'sha256:3', entries: [attestation] },
    });
    expect([report.waivers.length, report.attestations.length]).toEqual([1, 1]);
    expect(readBack(serializeReport(report))).toEqual(report);
  });
});

describe('the id of a run', () => {
  test('the run id differs by snapshot, policy, configuration, waivers, attestations and clock', async () => {
    const ids = [
      await runId(),
      await runId({ snapshotDigest: 'sha256:2' }),
      await runId({ policy: { ...policy, digest: 'sha256:2' } }),
      await runId({ config: config({ digest: 'sha256:2' }) }),
      await runId({ waivers: { digest: 'sha256:2', entries: [] } }),
      await runId({ attestations: { digest: 'sha256:2', entries: [] } }),
      await runId({ as_of: '2026-11-25T12:00:00.000Z' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  test('the run id differs when two inputs exchange their digests', async () => {
    expect(await runId({ snapshotDigest: 'sha256:2', config: config({ digest: 'sha256:3' }) })).not.toBe(
      await runId({ snapshotDigest: 'sha256:3', config: config({ digest: 'sha256:2' }) }),
    );
  });

  test('the run id depends on nothing else', async () => {
    const id = await runId();
    expect(await runId({ warnings: ['configuration: "waivers" is not applied'], version: '9.9.9' })).toBe(id);
  });
});

test('subjects are sorted by type and id, and verdicts by rule and subject', async () => {
  const report = await build();
  const pairs = report.verdicts.map(({ rule, subject }) => [rule, subject.type, subject.id]);
  const inOrder = (a: string[], b: string[]): number =>
    a.map((part, index) => byCodePoint(part, b[index] ?? '')).find((order) => order !== 0) ?? 0;
  expect(pairs).toEqual(pairs.toSorted(inOrder));
  expect(report.subjects.map(({ type, id }) => `${type} ${id}`)).toEqual([
    'organization org-orchard',
    'environment env-orchard',
    'cluster lkc-apple',
    'cluster lkc-fig',
    'cluster lkc-pear',
    'key arn:aws:kms:us-west-2:000000000000:key/fig',
    'key cck-apple',
    'key cck-pear',
  ]);
});

test('a subject shows what was seen of it, and null for anything else', async () => {
  const { subjects } = await build();
  const subject = (id: string) => subjects.find((candidate) => candidate.id === id);
  expect(subject('lkc-apple')).toMatchObject({
    type: 'cluster',
    id: 'lkc-apple',
    seen: true,
    name: 'lkc-apple-name',
    environment: 'env-orchard',
    environment_name: 'env-orchard-name',
    production: true,
    cloud: 'aws',
    region: 'us-west-2',
    kind: 'Dedicated',
    encryption: 'byok',
    key: 'cck-apple',
    kms_name: ARN,
    state: 'PROVISIONED',
    clusters: null,
    location: null,
  });
  expect(subject('lkc-fig')).toMatchObject({
    name: null,
    encryption: 'legacy',
    key: 'arn:aws:kms:us-west-2:000000000000:key/fig',
  });
  expect(subject('cck-apple')).toMatchObject({ cloud: 'aws', state: 'enabled', clusters: ['lkc-apple'], production: true });
  expect(subject('cck-pear')).toMatchObject({ cloud: 'aws', kms_name: null, state: null, region: null, clusters: ['lkc-pear'] });
});

test('a subject has a location when its place is known', async () => {
  const location = { uri: 'clusters.yaml', start_line: 1, start_column: 1, end_line: 1, end_column: 10 };
  const { subjects } = await build({
    evaluated: judged(take(of, config(), { parameters }).subjects, ({ id }) =>
      id === 'lkc-apple' ? { ...NOWHERE, location } : NOWHERE,
    ),
  });
  expect(subjects.filter((subject) => subject.location !== null).map(({ id }) => id)).toEqual(['lkc-apple']);
});

test('warnings and a narrowed scope are limits of the audit, and stand before those of every audit', async () => {
  const plain = (await build()).limits;
  const narrowed = config({
    confluent: { endpoint: 'https://api.confluent.cloud', environments: { include: ['env-*'], exclude: ['env-garden'] } },
  });
  const { limits } = await build({ config: narrowed, warnings: ['configuration: "waivers" is not applied'] });
  expect(limits).toEqual([
    'configuration: "waivers" is not applied',
    expect.stringMatching(/^Only environments that match env-\* and not env-garden were evaluated/),
    ...plain,
  ]);
});

test('each rule of the policy is in the report, with the texts that explain it', async () => {
  const { rules } = await build();
  expect(rules.map(({ id }) => id)).toEqual(policy.catalogue.rules.map(({ id }) => id));
  for (const { title, rationale, remediation } of rules) expect([title, rationale, remediation]).not.toContain('');
});

test('rules and requirements refer to each other', async () => {
  const { rules, frameworks } = await build();
  expect(frameworks.map(({ id }) => id)).toEqual(policy.catalogue.frameworks.map(({ id }) => id));
  const forth = rules.flatMap(({ id, controls }) =>
    Object.entries(controls).flatMap(([framework, ids]) => ids.map((requirement) => `${framework} ${requirement} ${id}`)),
  );
  const back = frameworks.flatMap(({ id, requirements }) =>
    requirements.flatMap((requirement) => requirement.rules.map((rule) => `${id} ${requirement.id} ${rule}`)),
  );
  expect(forth.sort()).toEqual(back.sort());
  expect(forth.length).toBeGreaterThan(0);
});

test('an unexpected verdict is a bug and throws', () => {
  const { subjects } = take(of, config(), { parameters });
  const subject = subjects.find(({ id }) => id === 'lkc-apple');
  if (subject === undefined) throw new Error('the cluster is missing');
  const report = subjectReporter(policy.catalogue, () => NOWHERE);
  const on = (rule: string, id: string) => () =>
    report({
      subject,
      verdicts: [{ rule, subject: { type: 'cluster', id }, outcome: { status: 'pass', evidence: ['encryption'] } }],
    });
  expect(on('cluster.kiwi', 'lkc-apple')).toThrow(/unexpected verdict/);
  expect(on('cluster.legacy_key', 'lkc-kiwi')).toThrow(/unexpected verdict/);
});
