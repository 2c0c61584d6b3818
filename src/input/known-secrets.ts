import { globSync } from 'node:fs';
import { join } from 'node:path';
import { AuditError } from '../audit-error.ts';
import { isRecord, jsonIn, propertyOf } from './is-record.ts';
import { textOf } from './named-file.ts';
import { PROXY_VARIABLES } from './proxy.ts';
import { Secrets } from './secrets.ts';
import { MB } from './size.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const CONFLUENT_SECRET = 'CONFLUENT_CLOUD_API_SECRET';
/** What `upload` takes its token from; the first that is set. */
export const GITHUB_TOKENS = ['GITHUB_TOKEN', 'GH_TOKEN'] as const;
const HISTORY_URL = 'BYOK_AUDIT_HISTORY_URL';

/** The only list of environment variables that are secrets, beside `BYOK_AUDIT_…_TOKEN`, `_SECRET` and `_PASSWORD`. */
const VARIABLES = [
  CONFLUENT_SECRET,
  ...GITHUB_TOKENS,
  ...['PGPASSWORD', 'PGSSLPASSWORD'],
  ...['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'],
  ...['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_PASSWORD', 'IDENTITY_HEADER', 'MSI_SECRET'],
  // what a runner proves with who it is, of Azure Pipelines and of GitHub Actions
  ...['SYSTEM_ACCESSTOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
];
const OWN = /^BYOK_AUDIT_\w*(TOKEN|SECRET|PASSWORD)$/;

/** Those whose URL may hold a password. */
const URLS = [HISTORY_URL, ...PROXY_VARIABLES];

/** What the environment itself holds. */
export function secretsIn(env: Environment): Secrets {
  const secrets = new Secrets();
  secrets.learn(...VARIABLES.map((name) => env[name]));
  secrets.learn(...Object.keys(env).flatMap((name) => (OWN.test(name) ? env[name] : [])));
  for (const name of URLS) secrets.learn(...passwordsIn(env[name] ?? ''));
  return secrets;
}

/** The variables with secrets that no library reads, nor any program that a library starts. */
export const ofUsOnly = (env: Environment): string[] =>
  Object.keys(env).filter((name) => OWN.test(name) || name === CONFLUENT_SECRET || name === HISTORY_URL);

/** The password of a URL, as it is written there and as it is meant; also of a text that is not quite a URL. */
function passwordsIn(url: string): string[] {
  const written = [
    /^(?:[a-z][a-z0-9+.-]*:\/\/|(?!.*:\/\/))[^/?#:@]*:(.+)@/i.exec(url)?.[1],
    /[?&](?:ssl)?password=([^&#]*)/i.exec(url)?.[1],
  ];
  return written.flatMap((password) => (password === undefined ? [] : [password, decoded(password)]));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Files that hold nothing but a token, by the variables that name them. */
const TOKEN_FILES = [
  'BYOK_AUDIT_CONFLUENT_TOKEN_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_CERTIFICATE_PATH',
];

/**
 * Learns what is in the files from which the credential chains, PostgreSQL's client and their like take secrets. Where there
 * is no such file, or it cannot be read, they take none from it either.
 */
export function learnFromFiles(secrets: Secrets, env: Environment): void {
  const home = env.HOME || env.USERPROFILE;
  const inHome = (...path: string[]) => (home ? [join(home, ...path)] : []);
  const named = (name: string, otherwise: string[]) => (env[name] ? [env[name]] : otherwise);

  for (const file of TOKEN_FILES.flatMap((name) => named(name, []))) learnToken(secrets, file);
  for (const file of [
    ...named('AWS_SHARED_CREDENTIALS_FILE', inHome('.aws', 'credentials')),
    ...named('AWS_CONFIG_FILE', inHome('.aws', 'config')),
  ])
    for (const [, name = '', value] of (contentOf(file) ?? '').matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm))
      secrets.learnNamed(value, name);
  for (const file of inHome('.aws').flatMap((folder) =>
    globSync('{sso,login}/cache/*.json', { cwd: folder }).map((one) => join(folder, one)),
  ))
    secrets.learnNamed(jsonIn(contentOf(file) ?? ''));

  const configuration = env.CLOUDSDK_CONFIG || (env.APPDATA && join(env.APPDATA, 'gcloud'));
  const gcloud = configuration ? [join(configuration, 'application_default_credentials.json')] : [];
  for (const file of named('GOOGLE_APPLICATION_CREDENTIALS', [
    ...gcloud,
    ...inHome('.config', 'gcloud', 'application_default_credentials.json'),
  ])) {
    const credentials = jsonIn(contentOf(file) ?? '');
    secrets.learnNamed(credentials);
    const subject = propertyOf(credentials, 'credential_source', 'file');
    if (typeof subject === 'string') learnToken(secrets, subject);
  }

  const roaming = env.APPDATA ? [join(env.APPDATA, 'postgresql', 'pgpass.conf')] : [];
  for (const file of named('PGPASSFILE', [...inHome('.pgpass'), ...roaming]))
    for (const [, password = ''] of (contentOf(file) ?? '').matchAll(/^(?!#)(?:(?:[^:\\\n]|\\.)*:){4}(.+)$/gm))
      secrets.learn(password.replace(/\\(.)/g, '$1'));
}

function learnToken(secrets: Secrets, file: string): void {
  const content = contentOf(file) ?? '';
  const parsed = jsonIn(content);
  if (isRecord(parsed)) secrets.learnNamed(parsed);
  else secrets.learn(content);
}

/** Null where a file cannot be read, or is far too large for credentials. */
function contentOf(file: string): string | null {
  try {
    return textOf({ file, named: file, advice: '', maxInput: MB });
  } catch (error) {
    if (error instanceof AuditError) return null;
    throw error;
  }
}
