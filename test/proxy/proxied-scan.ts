import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { emptyFolder, spawnByokAudit } from '../cli/command.ts';
import { authority } from './certificates.ts';
import { internet, NAMES } from './internet.ts';

const GOOGLE = {
  type: 'authorized_user',
  client_id: 'orchard',
  client_secret: 'fig-client-secret',
  refresh_token: 'fig-refresh-token',
};
const CONFIG = {
  version: 1,
  history: 'none',
  aws: {
    accounts: Object.fromEntries(
      ['444455556666', '777788889999'].map((account) => [account, { role_arn: `arn:aws:iam::${account}:role/byok-audit` }]),
    ),
  },
};

/** The demo's organization behind the names of the real services, with TLS by an authority of its own. */
export async function realNames(options: Parameters<typeof startClouds>[1] = {}, refusal?: (asked: string) => string) {
  const certificates = authority(NAMES);
  const clouds = await startClouds('fixtures/demo', options);
  const services = await internet(clouds, certificates.valid, refusal);

  /** Credentials as for the real services: no address and no token of an emulator. */
  function environment(directory: string): Record<string, string> {
    const own = Object.entries(clouds.env).filter(([name]) => !/^BYOK_AUDIT_|_ENDPOINT_URL_/.test(name));
    return {
      ...Object.fromEntries(own),
      AZURE_TENANT_ID: 'orchard',
      AZURE_CLIENT_ID: 'apple',
      AZURE_CLIENT_SECRET: 'fig-azure-secret',
      GOOGLE_APPLICATION_CREDENTIALS: join(directory, 'google.json'),
      NODE_EXTRA_CA_CERTS: certificates.file,
    };
  }

  return {
    clouds,
    port: services.port,
    /** The hosts that gave a token. */
    tokensGiven: services.tokensGiven,
    environment,
    async close() {
      services.close();
      await clouds.close();
    },
  };
}

/** A folder with a configuration: every address is left at its default, or is that of a stand-in; and Google's credentials. */
export function orchard(endpoints: Partial<Clouds['config']> = {}): string {
  const directory = emptyFolder();
  writeFileSync(join(directory, 'byok-audit.yaml'), JSON.stringify({ ...CONFIG, ...endpoints }));
  writeFileSync(join(directory, 'google.json'), JSON.stringify(GOOGLE));
  return directory;
}

export async function ran(directory: string, args: string[], env: Record<string, string>) {
  const child = spawnByokAudit(args, { directory, env });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, stdout, stderr };
}

/** The snapshot without times, and without the address that it was taken at. */
export function collectedIn(directory: string): Record<string, unknown> {
  const snapshot = readFileSync(join(directory, 'byok-audit-report/snapshot.json'), 'utf8');
  // as whom it was collected: at the real names with other credentials
  const differs = /^(observed_at|taken_at|endpoint|collected_as)$/;
  return JSON.parse(snapshot, (name, value) => (differs.test(name) ? undefined : value));
}
