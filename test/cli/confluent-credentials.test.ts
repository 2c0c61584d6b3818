import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FEDERATED, startClouds } from '../../loopback/clouds.ts';
import { readSnapshot } from '../../src/snapshot/file.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { byokAudit, emptyFolder, workplace } from './command.ts';

const KEY = { CONFLUENT_CLOUD_API_KEY: 'APPLE', CONFLUENT_CLOUD_API_SECRET: 'cherry-secret-not-real' };
const { BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool, BYOK_AUDIT_CONFLUENT_TOKEN: token } = FEDERATED;
const directory = emptyFolder();
writeFileSync(join(directory, 'token.jwt'), `${token}\n`);
writeFileSync(join(directory, 'no-token.txt'), 'cherry-not-real');
const FILE = 'BYOK_AUDIT_CONFLUENT_TOKEN_FILE';

test.each([
  [
    {},
    64,
    /^no Confluent credentials: set CONFLUENT_CLOUD_API_KEY and .*\nor BYOK_AUDIT_CONFLUENT_IDENTITY_POOL to an identity pool/,
  ],
  [{ CONFLUENT_CLOUD_API_KEY: 'APPLE' }, 64, /^CONFLUENT_CLOUD_API_SECRET is not set: /],
  [{ ...KEY, CONFLUENT_CLOUD_API_KEY: '' }, 64, /^CONFLUENT_CLOUD_API_KEY is empty: /],
  [
    { ...KEY, ...FEDERATED },
    64,
    /^two kinds of Confluent credentials: CONFLUENT_CLOUD_API_KEY, .*, BYOK_AUDIT_CONFLUENT_TOKEN are set\./,
  ],
  [{ ...KEY, [FILE]: 'token.jwt' }, 64, /^two kinds of Confluent credentials: /],
  [{ ...FEDERATED, [FILE]: 'token.jwt' }, 64, /^BYOK_AUDIT_CONFLUENT_TOKEN and BYOK_AUDIT_CONFLUENT_TOKEN_FILE are both set/],
  [
    { BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool },
    64,
    /is set, but no token of its identity provider: set BYOK_AUDIT_CONFLUENT_TOKEN_FILE/,
  ],
  [{ BYOK_AUDIT_CONFLUENT_TOKEN: token }, 64, /^BYOK_AUDIT_CONFLUENT_IDENTITY_POOL is not set: /],
  [{ ...FEDERATED, BYOK_AUDIT_CONFLUENT_TOKEN: 'cherry-not-real' }, 64, /^BYOK_AUDIT_CONFLUENT_TOKEN holds no JSON Web Token/],
  [
    { BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool, [FILE]: 'none.jwt' },
    65,
    /none\.jwt: cannot be read: there is no such file\. BYOK_AUDIT_CONFLUENT_TOKEN_FILE names it\./,
  ],
  [{ BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool, [FILE]: 'no-token.txt' }, 65, /no-token\.txt: holds no JSON Web Token/],
])('credentials %j end a scan with %i, and the message says what to set', async (env, code, message) => {
  const ran = await byokAudit(['scan'], { directory, env });
  expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  expect(ran.stderr).not.toContain('cherry-not-real');
});

test('a scan with a token in a file reads what one with an API key reads, but for ksqlDB clusters, and writes no token', async () => {
  const clouds = await startClouds(join(FIXTURES, 'clean-aws'));
  try {
    const at = workplace('clean-aws', clouds);
    writeFileSync(join(at, 'token.jwt'), `${token}\n`);
    const { CONFLUENT_CLOUD_API_KEY: _, CONFLUENT_CLOUD_API_SECRET: __, ...clouds_only } = clouds.env;
    const env = { ...clouds_only, BYOK_AUDIT_CONFLUENT_IDENTITY_POOL: pool, [FILE]: 'token.jwt' };
    const clock = ['--as-of', '2026-11-30T00:00:00Z', '--quiet'];
    expect(await byokAudit(['collect', ...clock], { directory: at, env })).toMatchObject({ code: 0 });
    await byokAudit(['collect', ...clock, '--out', 'by-key'], { directory: at, env: clouds.env });
    const [own, other] = ['byok-audit-report', 'by-key'].map((out) => readSnapshot(`${at}/${out}/snapshot.json`));
    const [ofToken, ofKey] = [own, other].map(
      (snapshot) => snapshot?.collected_as.find(({ plane }) => plane === 'confluent')?.who,
    );
    expect([ofToken, ofKey]).toMatchObject([
      { value: `identity pool ${pool}` },
      { value: `API key ${clouds.env.CONFLUENT_CLOUD_API_KEY}` },
    ]);
    expect({ ...own, collected_as: [], confluent: { ...own?.confluent, ksql_clusters: {} } }).toEqual({
      ...other,
      collected_as: [],
      confluent: { ...other?.confluent, ksql_clusters: {} },
    });
    const { stdout } = await byokAudit(['doctor', '--json', '--quiet'], { directory: at, env });
    expect(JSON.parse(stdout).credentials[0]).toMatchObject({ status: 'ok', who: `identity pool ${pool}` });
    expect(stdout).toContain('Run the scan with a Cloud API key');
    expect(`${stdout}${JSON.stringify(own)}`).not.toContain(token.slice(-12));
  } finally {
    await clouds.close();
  }
});
