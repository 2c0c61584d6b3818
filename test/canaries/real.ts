import { once } from 'node:events';
import { chmodSync, copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Fault } from '../../loopback/clouds.ts';
import { emptyFolder, spawnByokAudit } from '../cli/command.ts';
import { forwardProxy } from '../proxy/forward-proxy.ts';
import { orchard, realNames } from '../proxy/proxied-scan.ts';
import { CANARIES, STAND_INS } from './canaries.ts';
import { echoing } from './echo.ts';
import { historyUrl } from './scans.ts';

type How = {
  faults?: Fault[];
  wildly?: number;
  /** Whether the hosts that give tokens refuse, and repeat the request and all canaries. */
  noTokens?: boolean;
  env?: Record<string, string>;
};

/**
 * The real names of all services behind a proxy, and credentials as for these: every one is a canary. What the process writes, and
 * where it may write, is in `searched`; the files that hold credentials are elsewhere.
 */
export async function realOrchard({ faults = [], wildly = 0, noTokens = false, env = {} }: How = {}) {
  let real: Awaited<ReturnType<typeof realNames>> | undefined;
  const from = (host: string) => real?.tokensGiven.includes(host) === true;
  const isGiven = (canary: string) => {
    if (canary === 'azure_token') return from('login.microsoftonline.com');
    if (canary === 'gcp_token') return from('oauth2.googleapis.com');
    return !canary.startsWith('assumed_') || real?.clouds.requests.some(({ id }) => id.startsWith('sts:AssumeRole')) === true;
  };
  const { rewrite, said, sent } = echoing(CANARIES, wildly, isGiven);
  real = await realNames(
    {
      ...STAND_INS,
      rewrite,
      faults,
    },
    noTokens ? (asked) => `refused: ${asked} ${said()} ${said()}` : undefined,
  );
  const { port, close, environment } = real;
  const proxy = await forwardProxy({ port: () => port, credentials: `apple:${CANARIES.proxy_password}` });
  onTestFinished(async () => {
    proxy.close();
    await close();
  });
  const searched = emptyFolder();
  const directory = orchard();
  const temporary = join(searched, 'tmp');
  const own = join(searched, 'own');
  for (const folder of [temporary, own]) mkdirSync(folder);
  const google = { type: 'authorized_user', client_id: 'pear', client_secret: CANARIES.google_client_secret };
  writeFileSync(join(directory, 'google.json'), JSON.stringify({ ...google, refresh_token: CANARIES.google_refresh_token }));
  writeFileSync(join(directory, '.pgpass'), `127.0.0.1:*:*:*:${CANARIES.pgpass}\n`, { mode: 0o600 });
  copyFileSync(join(directory, 'byok-audit.yaml'), join(own, 'byok-audit.yaml'));

  async function ran(args: string[], further: Record<string, string> = {}, kill?: number) {
    const onFile = args[0] === 'report' ? [] : ['--history', 'byok-audit.db'];
    const child = spawnByokAudit([...args, ...onFile], {
      directory: own,
      env: {
        ...environment(directory),
        HOME: directory,
        TMPDIR: temporary,
        AWS_SESSION_TOKEN: CANARIES.aws_session_token,
        AZURE_CLIENT_SECRET: CANARIES.azure_client_secret,
        BYOK_AUDIT_ORCHARD_TOKEN: CANARIES.own_token,
        PGPASSWORD: CANARIES.pgpassword,
        BYOK_AUDIT_HISTORY_URL: historyUrl(9),
        HTTPS_PROXY: `http://apple:${encodeURIComponent(CANARIES.proxy_password)}@${proxy.host}`,
        ...env,
        ...further,
      },
    });
    const seen = commandLinesOf(child.pid ?? 0, () => child.exitCode ?? child.signalCode);
    if (kill !== undefined) sleep(kill).then(() => child.kill('SIGKILL'));
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code, stdout, stderr, commandLines: await seen };
  }
  return { searched, sent, ran, asked: proxy.asked };
}

/** The arguments of a process and of what it starts, as anybody on the machine sees them. */
async function commandLinesOf(pid: number, ended: () => unknown): Promise<string[]> {
  const seen = new Set<string>();
  const read = (file: string) => {
    try {
      return readFileSync(file, 'latin1');
    } catch {
      return '';
    }
  };
  while (ended() === null) {
    // a thread of the process is what starts them
    const children = globSync(`/proc/${pid}/task/*/children`).flatMap((file) => read(file).trim().split(' '));
    for (const one of [String(pid), ...children]) seen.add(read(`/proc/${one}/cmdline`));
    await sleep(5);
  }
  return [...seen].filter((line) => line !== '');
}

/** A folder for PATH with an `az` that notes what it is given, and refuses with all that it was told to say. */
export function notingAz(said: string): { PATH: string; noted: () => string } {
  const folder = emptyFolder();
  const file = join(folder, 'noted');
  writeFileSync(join(folder, 'said'), said);
  writeFileSync(
    join(folder, 'az'),
    `#!/bin/sh\n(echo "$@"; cat /proc/$$/environ) >> ${file}\ncat ${join(folder, 'said')} >&2\nexit 1\n`,
  );
  chmodSync(join(folder, 'az'), 0o755);
  return { PATH: `${folder}${delimiter}${process.env.PATH}`, noted: () => readFileSync(file, 'latin1') };
}
