import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Collection } from '../../src/collect/observe.ts';
import { collection as ofStandIns } from '../collect/stand-ins.ts';
import { freePort } from '../free-port.ts';

const MOTO = join(import.meta.dirname, '../../.ci/moto/bin/moto_server');

/** What keys are read from moto with. */
export const collection: Collection = { ...ofStandIns, callTimeout: 10_000, backoff: 10, loopbackOnly: false };

/** Starts moto, an emulation of AWS that others wrote: it shows whether our own stand-ins are right. */
export async function startMoto(): Promise<{ endpoint: string; close: () => Promise<void> }> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(MOTO, ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`${endpoint}/moto-api/`);
      break;
    } catch (error) {
      if (tries === 300 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  return {
    endpoint,
    close: async () => {
      server.kill();
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}
