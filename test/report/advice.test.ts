import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAttestations, loadConfig } from '../../src/config/load.ts';
import { parameterSchemas } from '../../src/evaluate/catalogue.ts';
import { loadPolicy } from '../../src/evaluate/policy.ts';
import type { Target } from '../../src/facts/advice.ts';
import type { Holder } from '../../src/facts/holder.ts';
import { GRANTORS, PERMISSIONS } from '../../src/permissions.ts';
import { withLines } from '../../src/report/paste.ts';
import { adviceOnCall } from '../../src/report/unknown-remedy.ts';
import { blankSubject } from '../../src/report/unseen.ts';
import { problemsOfLine } from '../contract/commands/check-command.ts';
import { readyToDestroy } from '../contract/commands/destroying.ts';

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

describe.each([
  ['no key that is known', []],
  ['keys that are known', TARGETS],
])('a refused call about %s', (_, keys) => {
  test.each(CALLS)('$source, which needs $permission: its commands are right and destroy nothing', ({ source, permission }) => {
    const { text, cli, paste } = adviceOnCall({ cause: 'denied', source, permission }, keys);
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

test('a statement is about the keys in their own partition', () => {
  const { paste } = adviceOnCall({ cause: 'denied', source: 'aws:kms:GetKeyPolicy', permission: 'kms:GetKeyPolicy' }, TARGETS);
  expect(JSON.parse(paste[0]?.text ?? '')).toMatchObject({ Action: 'kms:GetKeyPolicy', Resource: [ARN] });
  expect(paste[1]?.text).toContain('arn:aws-us-gov:iam::111122223333:role/ROLE');
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
  const linesOf = (paste: 'attestation' | 'whole_organization' | 'trusted_principals' | 'expected_keys' | 'retired_clusters') =>
    withLines({ text: 'Do this.', paste }, waiting).paste[0]?.text ?? '';
  const configured = (text: string) => {
    const file = join(directory, 'byok-audit.yaml');
    writeFileSync(file, `version: 1\n${text}\n`);
    return loadConfig(file, directory, parameterSchemas(catalogue)).config;
  };

  test.each(['attestation', 'whole_organization'] as const)(
    'an entry of attestations (%s) is refused as it is printed, and valid with its days filled in',
    (paste) => {
      const loaded = (text: string) => {
        writeFileSync(join(directory, 'attestations.yaml'), text);
        return loadAttestations(configured('attestations: attestations.yaml'), catalogue.rules, { directory }).entries;
      };
      expect(() => loaded(linesOf(paste))).toThrow(/a day that exists/);
      const filledIn = linesOf(paste).replaceAll('attested_at: YYYY-MM-DD', 'attested_at: 2026-11-24');
      const entries = loaded(filledIn.replaceAll('expires: YYYY-MM-DD', 'expires: 2027-05-23'));
      expect(entries).toMatchObject(
        paste === 'attestation'
          ? [
              { rule: 'key.material_generated', resource: 'cck-plum', attested_at: '2026-11-24', expires: '2027-05-23' },
              { rule: 'key.material_generated', resource: odd },
            ]
          : [{ fact: 'whole_organization' }],
      );
    },
  );

  test('the lines of the configuration are valid, a day and an id filled in', () => {
    expect(configured(linesOf('trusted_principals')).trusted_principals).toEqual({ aws: ['444455556666', 'o-a1b2c3d4e5'] });
    expect(() => configured(linesOf('expected_keys'))).toThrow(/the name of a KMS key/);
    expect(configured(linesOf('expected_keys').replaceAll('KMS_NAME', ARN)).expected_keys).toMatchObject({ 'cck-plum': ARN });
    expect(configured(linesOf('retired_clusters').replace('YYYY-MM-DD', '2026-01-31')).retired_clusters).toEqual([
      { id: 'CLUSTER_ID', key: ARN, deleted_at: '2026-01-31' },
    ]);
  });
});
