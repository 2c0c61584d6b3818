import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AwsSettings } from '../../src/clouds/aws/settings.ts';
import { PROVIDERS } from '../../src/clouds/index.ts';
import { loadAttestations, loadConfig } from '../../src/config/load.ts';
import { parameterSchemas } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Advice, Paste, Target } from '../../src/facts/advice.ts';
import type { Holder } from '../../src/facts/holder.ts';
import { PLACEHOLDERS } from '../../src/facts/placeholder.ts';
import { GRANTORS, PERMISSIONS } from '../../src/permissions.ts';
import { withLines } from '../../src/report/paste.ts';
import { remediesFor } from '../../src/report/remedy.ts';
import { exampleStep } from '../../src/report/steps.ts';
import { adviceOnCall } from '../../src/report/unknown-remedy.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { problemsOfLine } from '../contract/commands/check-command.ts';
import { readyToDestroy } from '../contract/commands/destroying.ts';
import { config } from '../subjects/build.ts';

const { catalogue } = loadPolicy();
const ARN = 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/00000000-0000-4000-8000-000000000001';
const TARGETS: readonly Target[] = [
  { name: ARN, parts: {} },
  {
    name: 'https://citrus.vault.azure.net/keys/lemon',
    parts: {
      subscription: '00000000-0000-4000-8000-00000000a2e1',
      resource_group: "$(orchard)'s (日本)",
      vault: 'citrus',
      key_name: 'lemon',
    },
  },
  { name: 'projects/example.com:orchard/locations/us-central1/keyRings/basket/cryptoKeys/fig', parts: {} },
];
const CALLS = GRANTORS.flatMap((grantor) =>
  (PERMISSIONS.get(grantor) ?? []).flatMap(({ permission, calls }) =>
    calls.map((source) => ({ source, permission: permission.replace(/ \(data action\)$/, '') })),
  ),
);

const PASTED = [
  'attestation',
  'whole_organization',
  'trusted_principals',
  'expected_keys',
  'retired_clusters',
] as const satisfies readonly Paste[];

describe.each([
  ['no key that is known', []],
  ['keys that are known', TARGETS],
])('a refused call about %s', (_, keys) => {
  test.each(CALLS)('$source, which needs $permission: its commands are right and destroy nothing', ({ source, permission }) => {
    const { text, cli, paste } = adviceOnCall({ cause: 'denied', source, permission }, keys, null);
    expect(text).toMatch(/\.$/);
    expect(cli.length + paste.length).toBeGreaterThan(0);
    // the table of Azure's commands has none of Microsoft Graph
    const checked = cli.filter((line) => !line.startsWith('az ad app permission '));
    expect(checked.flatMap(problemsOfLine)).toEqual([]);
    expect(cli.flatMap(readyToDestroy)).toEqual([]);
    for (const { language, text: lines } of paste)
      if (language === 'json') expect(JSON.parse(lines)).toMatchObject({ Effect: 'Allow' });
  });
});

describe('a call that AWS refused', () => {
  const FOREIGN = 'arn:aws:kms:us-east-1:444455556666:key/00000000-0000-4000-8000-000000000002';
  const OWN = 'arn:aws-us-gov:iam::111122223333:role/pear';
  const keys = [ARN, FOREIGN].map((name) => ({ name, parts: {} }));
  const adviceOn = (permission: string, about: readonly Target[], accounts: AwsSettings['accounts'] | null) =>
    adviceOnCall({ cause: 'denied', source: `aws:${permission}`, permission }, about, accounts && config({ aws: { accounts } }));
  const statements = (given: Advice): unknown[] =>
    given.paste.flatMap(({ language, text }) => (language === 'json' ? [JSON.parse(text)] : []));
  const linesOf = (given: Advice): string[] => given.paste.flatMap(({ language, text }) => (language === 'yaml' ? [text] : []));

  test('it gives the statement for the identity and that for the key policy, and says which is needed when', () => {
    const given = adviceOn('kms:DescribeKey', TARGETS, {});
    expect(statements(given)).toEqual([
      { Sid: 'ByokAuditIdentityDescribeKey', Effect: 'Allow', Action: 'kms:DescribeKey', Resource: [ARN] },
      {
        ...{ Sid: 'ByokAuditKeyPolicyDescribeKey', Effect: 'Allow', Principal: { AWS: 'COLLECTOR_ROLE_ARN' } },
        ...{ Action: 'kms:DescribeKey', Resource: '*' },
      },
    ]);
    expect(given.text).toContain('In the account of the key either suffices where');
    expect(given.text).toContain('An identity of another account needs both.');
    expect([given.cli, linesOf(given)]).toEqual([[], []]);
  });

  test('where the configuration names a role of the same account, the key policy names it, and nothing is said of others', () => {
    const given = adviceOn('kms:GetKeyPolicy', TARGETS, { '111122223333': { role_arn: OWN } });
    expect(statements(given)[1]).toMatchObject({ Principal: { AWS: OWN } });
    expect(statements(given)).toHaveLength(2);
    expect(given.text).toContain('In the account of the key, as here, either suffices');
    expect(given.text).not.toMatch(/another|only to identities/);
    expect(linesOf(given)).toEqual([]);
  });

  test('a role is offered for the accounts that have none, and only for calls that another account cannot make', () => {
    const accounts = { '111122223333': { role_arn: OWN } };
    const given = adviceOn('kms:GetKeyPolicy', keys, accounts);
    expect(linesOf(given)).toEqual([
      'aws:\n  accounts:\n    "444455556666": {role_arn: "arn:aws:iam::444455556666:role/ROLE_NAME"}',
    ]);
    expect(given.text).toMatch(/only to identities of the key's own account: .* with the lines below, and let that role/);
    expect(statements(given).slice(1)).toMatchObject([{ Principal: { AWS: OWN } }, { Principal: { AWS: 'COLLECTOR_ROLE_ARN' } }]);
    expect(linesOf(adviceOn('kms:ListGrants', keys, accounts))).toEqual([]);
    expect(linesOf(adviceOn('kms:ListKeyRotations', keys, {}))[0]).toContain('"111122223333": {role_arn: "arn:aws-us-gov:iam::');
  });

  test('a role of another account is not taken for one of the own', () => {
    const given = adviceOn('kms:GetKeyPolicy', TARGETS, { '111122223333': { role_arn: 'arn:aws:iam::444455556666:role/pear' } });
    expect(given.text).toContain('from another one, use a role of that account, and let');
    expect(linesOf(given)).toEqual([]);
  });

  test('where the configuration is not known, it says that the role may be named already', () => {
    const given = adviceOn('kms:GetKeyPolicy', TARGETS, null);
    expect(given.text).toContain('with the lines below, unless byok-audit.yaml names one already');
    expect(linesOf(given)).toHaveLength(1);
  });

  test('a role that cannot be assumed gets its trust too, with an external id where the configuration has one', () => {
    const given = adviceOn('sts:AssumeRole', TARGETS, { '111122223333': { role_arn: OWN, external_id: 'quince' } });
    expect(statements(given)).toMatchObject([
      { Action: 'sts:AssumeRole', Resource: [OWN] },
      { Principal: { AWS: 'COLLECTOR_ARN' }, Condition: { StringEquals: { 'sts:ExternalId': 'EXTERNAL_ID' } } },
    ]);
    expect(JSON.stringify(given)).not.toContain('quince');
    expect(statements(adviceOn('sts:AssumeRole', TARGETS, { '111122223333': { role_arn: OWN } }))[1]).not.toHaveProperty(
      'Condition',
    );
  });
});

describe('lines to paste', () => {
  const directory = mkdtempSync(join(tmpdir(), 'byok-advice-'));
  const odd = `${ARN}"\n- {x: y}`;
  const holder = (declare: string): Holder => ({
    ...{ principal: declare, whose: 'untold', may: ['use'], by: 'key policy, statement 1', why: null, declare },
    doubt: { cause: 'unsupported', detail: 'nobody says' },
  });
  const waiting = [
    {
      rule: 'key.material_generated',
      subject: {
        ...blankSubject({ type: 'key', id: 'cck-plum', name: null, environment: null }),
        cloud: 'aws',
        kms_name: ARN,
        holders: { value: [holder('444455556666'), holder('o-a1b2c3d4e5')], source: 0 },
      },
    },
    {
      rule: 'key.material_generated',
      subject: { ...blankSubject({ type: 'key', id: odd, name: null, environment: null }), kms_name: ARN },
    },
  ];
  const linesOf = (paste: (typeof PASTED)[number]) => withLines({ text: 'Do this.', paste }, waiting).paste[0]?.text ?? '';
  const configured = (text: string) => {
    const file = join(directory, 'byok-audit.yaml');
    writeFileSync(file, `version: 1\n${text}\n`);
    return loadConfig(file, directory, parameterSchemas(catalogue)).config;
  };

  const attested = (text: string) => {
    writeFileSync(join(directory, 'attestations.yaml'), text);
    return loadAttestations(configured('attestations: attestations.yaml'), catalogue.rules, { directory }).entries;
  };
  /** What a person could write in place of each placeholder. */
  const FILLED: Readonly<Record<keyof typeof PLACEHOLDERS, string>> = {
    WHAT_IS_TRUE: 'the key was never imported',
    WHERE_IT_IS_RECORDED: 'FRUIT-1',
    NAME_AND_ROLE: 'Fay Fig, orchardist',
    'YYYY-MM-DD': '2026-11-24',
    CLUSTER_ID: 'lkc-plum',
    KMS_NAME: ARN,
    CLOUD_NAME: 'aws',
    PRINCIPAL_ID: '444455556666',
    ENTRIES: '444455556666',
    ACCOUNT_ID: '444455556666',
    ROLE_NAME: 'byok-audit',
    APPLICATION_ID: '00000000-0000-4000-8000-000000000001',
    OBJECT_ID: '00000000-0000-4000-8000-000000000002',
  };
  const namesIn = (text: string) => Object.keys(FILLED).filter((name) => text.includes(name));
  /** The lines with every placeholder replaced but one. */
  const filledIn = (text: string, but?: string) =>
    Object.entries(FILLED).reduce((lines, [name, instead]) => (name === but ? lines : lines.replaceAll(name, instead)), text);
  const printed = [
    ...PASTED.map((name) => withLines({ text: 'Do this.', paste: name }, waiting)),
    ...PASTED.map((name) => withLines({ text: 'Do this.', paste: name }, [])),
    ...[TARGETS, []].flatMap((keys) => CALLS.map((call) => adviceOnCall({ cause: 'denied', ...call }, keys, null))),
  ].flatMap(({ paste }) => paste.flatMap(({ language, text }) => (language === 'yaml' ? [text] : [])));
  const accept = (text: string): unknown => (text.includes('attestations:') ? attested(text) : configured(text));

  test('whatever is in capitals in lines for our own files is a placeholder that is declared, and each one is printed', () => {
    const names = printed.flatMap((text) => text.replaceAll(odd, '').match(/\b[A-Z]{2,}(?:[_-][A-Z]{2,})*\b/g) ?? []);
    // of a rule, which is explained for no subject
    const ofRules = catalogue.rules
      .flatMap((rule) => remediesFor(rule).flatMap(({ steps }) => steps.cli))
      .filter((line) => line.includes('in byok-audit.yaml'))
      .map((line) => exampleStep(line, {}).match(/\[([A-Z_]+)\]/)?.[1]);
    expect(ofRules).toHaveLength(PROVIDERS.length);
    expect([...new Set([...names, ...ofRules])].sort()).toEqual(Object.keys(PLACEHOLDERS).sort());
  });

  test.each(
    [...new Set(printed)].flatMap((text) => namesIn(text).map((name) => [text.match(/\w+(?=:)/)?.[0], name, text] as const)),
  )('lines of %s in which %s was left are refused at its place, and accepted without it', (_, name, text) => {
    const left = filledIn(text, name);
    expect(() => accept(left)).toThrow(/^\S+\.yaml:\d+:\d+: \S+: still /);
    expect(() => accept(left)).toThrow(name);
    expect(() => accept(filledIn(text))).not.toThrow();
  });

  test('an entry of trusted principals that the explanation of a rule leaves open is refused', () => {
    expect(() => configured('trusted_principals:\n  aws: [ENTRIES]')).toThrow(
      /byok-audit\.yaml:3:9: trusted_principals\.aws\.0: still the placeholder ENTRIES; write the principals$/,
    );
  });

  test('an attestation of which only the days were filled in is refused, by every text that nobody wrote', () => {
    expect(() => attested(linesOf('whole_organization').replaceAll('YYYY-MM-DD', '2026-11-24'))).toThrow(
      [
        'attestations.yaml:4:16: attestations.0.statement: still the placeholder WHAT_IS_TRUE; write what is true',
        'attestations.yaml:5:15: attestations.0.evidence: still the placeholder WHERE_IT_IS_RECORDED; write where it is recorded',
        'attestations.yaml:6:18: attestations.0.attested_by: still the placeholder NAME_AND_ROLE; write the name and the role of who answers for it',
      ].join('\n'),
    );
  });

  test('an entry of attestations names the rule and the resource that it is about', () => {
    expect(attested(filledIn(linesOf('attestation')))).toMatchObject([
      { rule: 'key.material_generated', resource: 'cck-plum', attested_at: '2026-11-24', expires: '2026-11-24' },
      { rule: 'key.material_generated', resource: odd },
    ]);
    expect(attested(filledIn(linesOf('whole_organization')))).toMatchObject([{ fact: 'whole_organization' }]);
  });

  test('the lines of the configuration say what is known', () => {
    expect(configured(linesOf('trusted_principals')).trusted_principals).toEqual({ aws: ['444455556666', 'o-a1b2c3d4e5'] });
    expect(configured(filledIn(linesOf('expected_keys'))).expected_keys).toMatchObject({ 'cck-plum': ARN });
    expect(configured(filledIn(linesOf('retired_clusters'))).retired_clusters).toEqual([
      { id: 'lkc-plum', key: ARN, deleted_at: '2026-11-24' },
    ]);
  });
});
