import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Fault, startClouds } from '../../loopback/clouds.ts';
import { emptyFolder, workplace } from '../cli/command.ts';
import { FIXTURES } from '../end-to-end/scenario.ts';
import { CANARIES, STAND_INS } from './canaries.ts';
import { echoing } from './echo.ts';

/** The demo's organization, whose services repeat every credential; and a folder to scan it in, with the environment. */
export async function echoingOrchard({ wildly = 0, faults = [] }: { wildly?: number; faults?: Fault[] } = {}) {
  const { rewrite, sent } = echoing(CANARIES, wildly);
  const clouds = await startClouds('fixtures/demo', {
    ...STAND_INS,
    rewrite,
    faults,
  });
  onTestFinished(() => clouds.close());
  const directory = workplace('demo', clouds);
  for (const file of ['waivers.yaml', 'attestations.yaml']) copyFileSync(join(FIXTURES, 'demo', file), join(directory, file));
  const google = { type: 'authorized_user', client_id: 'pear', client_secret: CANARIES.google_client_secret };
  return {
    directory,
    clouds,
    /** How many canaries the services have sent. */
    sent,
    env: {
      ...clouds.env,
      AWS_SESSION_TOKEN: CANARIES.aws_session_token,
      AZURE_CLIENT_SECRET: CANARIES.azure_client_secret,
      BYOK_AUDIT_ORCHARD_TOKEN: CANARIES.own_token,
      PGPASSWORD: CANARIES.pgpassword,
      BYOK_AUDIT_HISTORY_URL: historyUrl(9),
      HTTPS_PROXY: `http://apple:${encodeURIComponent(CANARIES.proxy_password)}@127.0.0.1:9`,
      // what the credential chains and PostgreSQL's client read is outside of the folder that is searched
      ...written({
        GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify({ ...google, refresh_token: CANARIES.google_refresh_token }),
        PGPASSFILE: `127.0.0.1:*:*:*:${CANARIES.pgpass}\n`,
      }),
    },
  };
}

/** Files with what is to be in them, by the variables that name them. */
function written(files: Record<string, string>): Record<string, string> {
  const folder = emptyFolder();
  return Object.fromEntries(
    Object.entries(files).map(([variable, content]) => {
      const file = join(folder, variable);
      writeFileSync(file, content, { mode: 0o600 });
      return [variable, file];
    }),
  );
}

export const historyUrl = (port: number) =>
  `postgres://audit:${encodeURIComponent(CANARIES.history_password)}@127.0.0.1:${port}/byok`;
