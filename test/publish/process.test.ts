import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { spawnByokAudit } from '../cli/command.ts';
import { gitHub, scannedFolder } from './folder.ts';

test('the process uploads, and prints nothing on stdout but what was uploaded', async () => {
  const hub = await gitHub({ pending: 0 });
  const child = spawnByokAudit(['upload', '--json'], { directory: scannedFolder(), env: hub.env });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, uploaded: true, results: 7 });
  expect(hub.repository.alerts.all()).toHaveLength(7);
});

test('a signal ends an upload that waits for GitHub at once', async () => {
  const hub = await gitHub();
  hub.fault({ id: /sarifs$/, kind: 'hang' });
  const child = spawnByokAudit(['upload'], { directory: scannedFolder(), env: hub.env });
  while (hub.requests.length === 0) await pause(10);
  const sent = performance.now();
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
  expect(performance.now() - sent).toBeLessThan(2000);
});
