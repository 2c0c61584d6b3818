import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

const JAR = join(import.meta.dirname, '../../.ci/tools/wiremock-standalone-3.13.2.jar');

/** What WireMock does in place of an answer; its own names. */
export const WIRE_FAULTS = [
  'EMPTY_RESPONSE',
  'CONNECTION_RESET_BY_PEER',
  'MALFORMED_RESPONSE_CHUNK',
  'RANDOM_DATA_THEN_CLOSE',
  'DRIBBLE',
  'DELAY',
] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];

/** A server of others, on Java, between a scan and the stand-ins: other chunks, other headers, faults below HTTP. */
export type WireMock = {
  url: string;
  /** @param path a regular expression of the paths that go on to a stand-in */
  passOn: (path: string, upstream: string) => Promise<void>;
  /** @param path likewise, of those that fail, until `mend` */
  fail: (path: string, fault: WireFault) => Promise<void>;
  mend: () => Promise<void>;
  close: () => Promise<void>;
};

/** @throws where it does not answer within a minute */
export async function startWireMock(): Promise<WireMock> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const flags = ['--port', `${port}`, '--bind-address', '127.0.0.1', '--preserve-host-header', '--disable-banner'];
  const server = spawn('java', ['-jar', JAR, ...flags], { stdio: 'ignore' });
  const admin = (path: string, init: RequestInit = {}) => fetch(`${url}/__admin/${path}`, init);
  for (let tries = 0; ; tries++) {
    try {
      await admin('mappings');
      break;
    } catch (error) {
      if (tries === 300 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const failing: string[] = [];
  const add = async (mapping: object): Promise<string> => {
    const reply = await admin('mappings', { method: 'POST', body: JSON.stringify(mapping) });
    if (reply.status !== 201) throw new Error(`WireMock refused a mapping: ${await reply.text()}`);
    return ((await reply.json()) as { id: string }).id;
  };
  return {
    url,
    passOn: async (urlPathPattern, proxyBaseUrl) => {
      await add({ priority: 9, request: { urlPathPattern }, response: { proxyBaseUrl } });
    },
    fail: async (urlPathPattern, fault) => {
      failing.push(await add({ priority: 1, request: { urlPathPattern }, response: responseOf(fault) }));
    },
    mend: async () => {
      for (const id of failing.splice(0)) await admin(`mappings/${id}`, { method: 'DELETE' });
    },
    close: async () => {
      server.kill();
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    },
  };
}

function responseOf(fault: WireFault): object {
  const headers = { 'content-type': 'application/json' };
  const slow = { numberOfChunks: 20, totalDuration: 20_000 };
  if (fault === 'DRIBBLE') return { status: 200, headers, body: `{"plum": "${'m'.repeat(100)}"}`, chunkedDribbleDelay: slow };
  if (fault === 'DELAY') return { status: 200, headers, body: '{}', fixedDelayMilliseconds: slow.totalDuration };
  return { fault };
}
