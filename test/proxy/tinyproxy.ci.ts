import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { byokAudit, emptyFolder } from '../cli/command.ts';
import { forwardProxy, listening } from './forward-proxy.ts';
import { collectedIn, orchard, ran, realNames } from './proxied-scan.ts';

/** tinyproxy, which others wrote; it asks ours for each host, since only ours knows where the stand-ins are. */
async function tinyproxy(upstream: number, ...settings: string[]) {
  const folder = emptyFolder();
  const free = createServer();
  const port = await listening(free);
  free.close();
  await once(free, 'close');
  const log = join(folder, 'log');
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Allow 127.0.0.1',
    'MaxClients 200',
    'ConnectPort 443',
    `LogFile "${log}"`,
    'LogLevel Connect',
    `Upstream http 127.0.0.1:${upstream}`,
    ...settings,
  ];
  writeFileSync(join(folder, 'tinyproxy.conf'), `${lines.join('\n')}\n`);
  writeFileSync(log, '');
  const child = spawn('tinyproxy', ['-d', '-c', join(folder, 'tinyproxy.conf')], { stdio: 'ignore' });
  await vi.waitFor(
    async () => {
      const probe = connect(port, '127.0.0.1');
      await once(probe, 'connect');
      probe.destroy();
    },
    { timeout: 10_000 },
  );
  return { host: `127.0.0.1:${port}`, log: () => readFileSync(log, 'utf8'), close: () => child.kill() };
}

let real: Awaited<ReturnType<typeof realNames>>;
let names: Awaited<ReturnType<typeof forwardProxy>>;
let open: Awaited<ReturnType<typeof tinyproxy>>;
let guarded: Awaited<ReturnType<typeof tinyproxy>>;
beforeAll(async () => {
  real = await realNames();
  names = await forwardProxy({ port: () => real.port });
  open = await tinyproxy(names.port);
  guarded = await tinyproxy(names.port, 'BasicAuth apple cherry-proxy-secret');
});
afterAll(async () => {
  for (const one of [open, guarded, names]) one.close();
  await real.close();
});

describe('a scan through tinyproxy', () => {
  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY'])(
    'by %s reads all four services, and its log has no loopback address',
    async (variable) => {
      const directory = orchard();
      const scan = await ran(directory, ['scan'], { ...real.environment(directory), [variable]: `http://${open.host}` });
      const directly = orchard(real.clouds.config);
      const { code } = await byokAudit(['scan'], { directory: directly, env: real.clouds.env });
      expect(scan.code).toBe(code);
      expect(collectedIn(directory)).toEqual(collectedIn(directly));
      const asked = [...open.log().matchAll(/CONNECT (\S+):443 HTTP/g)].map(([, host]) => host);
      for (const service of [
        /^api\.confluent\.cloud$/,
        /^kms\./,
        /^sts\./,
        /\.vault\.azure\.net$/,
        /^management\.azure/,
        /^graph\./,
        /^login\./,
        /^cloudkms\./,
        /^oauth2\./,
      ])
        expect(asked).toContainEqual(expect.stringMatching(service));
      expect(asked.filter((host) => /localhost|^127\.|::1|^169\.254/.test(host ?? ''))).toEqual([]);
    },
  );

  test('with a user name and a password works, and without them is refused by the proxy', async () => {
    const directory = orchard();
    const env = real.environment(directory);
    const right = await ran(directory, ['collect'], { ...env, HTTPS_PROXY: `http://apple:cherry-proxy-secret@${guarded.host}` });
    expect(right).toMatchObject({ code: 0 });
    const without = await ran(orchard(), ['collect'], { ...env, HTTPS_PROXY: `http://${guarded.host}` });
    expect(without).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(`the proxy ${guarded.host} asks for a user name and password`),
    });
    const wrong = await ran(orchard(), ['collect'], { ...env, HTTPS_PROXY: `http://apple:wrong-proxy-secret@${guarded.host}` });
    expect(wrong).toMatchObject({
      code: 69,
      stderr: expect.stringContaining(`the proxy ${guarded.host} does not accept the user name`),
    });
    expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('wrong-proxy-secret');
  });
});

test('credentials that the machine has from its cloud are asked for directly, also where Node itself is set to use the proxy', async () => {
  const proxy = await forwardProxy({ port: () => real.port });
  const directory = orchard();
  const { CONFLUENT_CLOUD_API_KEY = '', CONFLUENT_CLOUD_API_SECRET = '', NODE_EXTRA_CA_CERTS = '' } = real.environment(directory);
  const at = `http://${proxy.host}`;
  const env = {
    CONFLUENT_CLOUD_API_KEY,
    CONFLUENT_CLOUD_API_SECRET,
    NODE_EXTRA_CA_CERTS,
    HTTPS_PROXY: at,
    HTTP_PROXY: at,
    ALL_PROXY: at,
    NODE_USE_ENV_PROXY: '1',
  };
  await ran(directory, ['collect', '--deadline', '60s'], env);
  proxy.close();
  expect(proxy.plain).toEqual([]);
  expect(new Set(proxy.asked)).toEqual(new Set(['api.confluent.cloud:443']));
});

test('an emulator on a loopback address is asked directly, also where Node itself is set to use the proxy', async () => {
  const proxy = await forwardProxy();
  const directory = orchard(real.clouds.config);
  const at = `http://${proxy.host}`;
  const { code } = await ran(directory, ['collect'], {
    ...real.clouds.env,
    HTTPS_PROXY: at,
    HTTP_PROXY: at,
    ALL_PROXY: at,
    NODE_USE_ENV_PROXY: '1',
  });
  proxy.close();
  expect(code).toBe(0);
  expect([...proxy.plain, ...proxy.asked]).toEqual([]);
});
