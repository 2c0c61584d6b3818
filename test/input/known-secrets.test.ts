import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { learnFromFiles, secretsIn } from '../../src/input/known-secrets.ts';
import { Secrets } from '../../src/input/secrets.ts';

test.each([
  'CONFLUENT_CLOUD_API_SECRET',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'PGPASSWORD',
  'BYOK_AUDIT_AZURE_TOKEN',
  'BYOK_AUDIT_GCP_TOKEN',
])('%s is a secret', (name) => {
  expect(secretsIn({ [name]: 'cherry-canary' }).hide('a cherry-canary')).toBe('a [hidden]');
});

test.each(['CONFLUENT_CLOUD_API_KEY', 'AWS_ACCESS_KEY_ID', 'AZURE_CLIENT_ID', 'HOME', 'BYOK_AUDIT_HISTORY_URL'])(
  '%s is none',
  (name) => {
    expect(secretsIn({ [name]: '/cherry/orchard' }).hide('a /cherry/orchard')).toBe('a /cherry/orchard');
  },
);

test.each([
  ['BYOK_AUDIT_HISTORY_URL', 'postgres://audit:cherry%2Fcanary@db.example/byok'],
  ['BYOK_AUDIT_HISTORY_URL', 'postgres://audit:cherry/canary@db.example/byok'],
  ['BYOK_AUDIT_HISTORY_URL', 'postgres://db.example/byok?password=cherry%2Fcanary&sslmode=require'],
  ['https_proxy', 'http://audit:cherry%2Fcanary@proxy.example:3128'],
  ['ALL_PROXY', 'https://audit:cherry/canary@proxy.example:3128'],
  ['HTTP_PROXY', 'audit:cherry/canary@proxy.example:3128'],
])('the password in %s=%s is a secret, and the rest of the URL is not', (name, url) => {
  const secrets = secretsIn({ [name]: url });
  expect(secrets.hide('a cherry/canary')).toBe('a [hidden]');
  expect(secrets.hide(Buffer.from('audit:cherry/canary').toString('base64'))).toContain('[hidden]');
  expect(secrets.hide('audit db.example proxy.example:3128')).toBe('audit db.example proxy.example:3128');
});

const PEM = ['-----BEGIN PRIVATE KEY-----', 'cherry-canary', '-----END PRIVATE KEY-----', ''].join('\n');

/** What is in a file, and the environment variable that names it, where that is not at its place in the home directory. */
const FILES: [string, string, Record<string, string>?][] = [
  ['.aws/credentials', '[orchard]\naws_access_key_id = AKIAMANGO\naws_secret_access_key=cherry-canary\n'],
  ['credentials', '[orchard]\r\naws_session_token = cherry-canary\r\n', { AWS_SHARED_CREDENTIALS_FILE: 'credentials' }],
  ['.aws/config', '[profile orchard]\naws_secret_access_key = cherry-canary\n'],
  ['.aws/sso/cache/0a.json', '{"accessToken": "cherry-canary", "region": "us-east-1"}'],
  ['.aws/login/cache/0a.json', '{"accessToken": {"secretAccessKey": "cherry-canary"}}'],
  ['token', 'cherry-canary\n', { AWS_WEB_IDENTITY_TOKEN_FILE: 'token' }],
  ['token', 'cherry-canary', { AZURE_FEDERATED_TOKEN_FILE: 'token' }],
  ['client.pem', PEM, { AZURE_CLIENT_CERTIFICATE_PATH: 'client.pem' }],
  ['.config/gcloud/application_default_credentials.json', '{"refresh_token": "cherry-canary", "type": "authorized_user"}'],
  ['google.json', JSON.stringify({ private_key: PEM }), { GOOGLE_APPLICATION_CREDENTIALS: 'google.json' }],
  ['.pgpass', '# a comment\ndb.example:5432:*:audit:cherry-canary\n'],
  ['passwords', 'db\\:example:*:*:audit:cherry\\-canary\n', { PGPASSFILE: 'passwords' }],
];

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

function learnedFrom(files: Record<string, string>, env: Record<string, string> = {}): Secrets {
  const HOME = folderWith(files);
  const secrets = new Secrets();
  learnFromFiles(secrets, { HOME, ...Object.fromEntries(Object.entries(env).map(([name, file]) => [name, join(HOME, file)])) });
  return secrets;
}

test.each(FILES)('the secret in %s is learned', (file, content, env) => {
  const secrets = learnedFrom({ [file]: content }, env);
  expect(secrets.hide('a cherry-canary')).toBe('a [hidden]');
  expect(secrets.hide('orchard AKIAMANGO us-east-1 db.example authorized_user')).toBe(
    'orchard AKIAMANGO us-east-1 db.example authorized_user',
  );
});

test('the token that a Google credential of a workload is taken from is learned', () => {
  const HOME = folderWith({ token: '{"id_token": "cherry-canary"}' });
  const file = join(HOME, 'google.json');
  writeFileSync(file, JSON.stringify({ type: 'external_account', credential_source: { file: join(HOME, 'token') } }));
  const secrets = new Secrets();
  learnFromFiles(secrets, { GOOGLE_APPLICATION_CREDENTIALS: file });
  expect(secrets.hide('a cherry-canary')).toBe('a [hidden]');
});

test('files that are not there, are devices or hold something else teach nothing, and stop nobody', () => {
  const secrets = new Secrets();
  learnFromFiles(secrets, {});
  learnFromFiles(secrets, { HOME: '/nowhere', GOOGLE_APPLICATION_CREDENTIALS: '/dev/zero', PGPASSFILE: '/' });
  expect(secrets.hide('nothing is hidden')).toBe('nothing is hidden');
});
