import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clouds, startClouds } from '../../loopback/clouds.ts';
import { readFixture } from '../../loopback/fixture.ts';
import type { ToRead } from '../../src/clouds/cloud.ts';
import { collect } from '../../src/collect/index.ts';
import type { Collection } from '../../src/collect/observe.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Unknown } from '../../src/facts/fact.ts';
import { isRecord } from '../../src/input/is-record.ts';
import { Secrets } from '../../src/input/secrets.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';

export const collection: Collection = {
  now: () => '2026-11-30T00:00:00Z',
  deadline: new AbortController().signal,
  callTimeout: 5000,
  backoff: 1,
  loopbackOnly: true,
  secrets: new Secrets(),
  onCall: () => {},
};

/** The names to read, and for each the principals of their registrations. */
export const toRead = <Name>(names: Name[], principalsOf: ToRead<Name>['principalsOf'] = new Map()): ToRead<Name> => ({
  names,
  principalsOf,
  principals: [...principalsOf.values()].flat(),
  tenancies: [],
});

/** Starts a scenario for one test, with one of its files changed. */
export async function startChanged(scenario: string, file: string, changes: object = {}): Promise<Clouds> {
  const clouds = await startClouds(readFixture(join('fixtures', scenario), { [file]: structuredClone(changes) }));
  onTestFinished(() => clouds.close());
  return clouds;
}

/** Collects from the stand-ins of a scenario. */
export async function scan(
  scenario: string,
  clouds: Clouds,
  by = collection,
  tenants: Config['azure']['tenants'] = {},
): Promise<Snapshot> {
  const { config } = loadConfig(undefined, `fixtures/${scenario}`, {});
  const { confluent, azure, gcp } = clouds.config;
  const pointed = {
    ...config,
    confluent: { ...config.confluent, ...confluent },
    azure: { ...config.azure, ...azure, service_principals: {}, tenants },
    gcp: { ...config.gcp, ...gcp },
  };
  const { CONFLUENT_CLOUD_API_KEY: key = '', CONFLUENT_CLOUD_API_SECRET: secret = '' } = clouds.env;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = clouds.env[name];
  return collect(by, pointed, { key, secret }, clouds.env, { version: '0.0.0', taken_at: collection.now() });
}

/** Starts a server with answers that no service gives, and returns its address. */
export async function serve(
  answer: (request: IncomingMessage) => { status?: number; headers?: Record<string, string>; body: unknown },
): Promise<string> {
  const server = createServer((request, response) => {
    const { status = 200, headers = {}, body } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** All unknowns anywhere in a snapshot. */
export function unknownsIn(value: unknown): Unknown[] {
  if (Array.isArray(value)) return value.flatMap(unknownsIn);
  if (!isRecord(value)) return [];
  return [...('cause' in value ? [value as Unknown] : []), ...Object.values(value).flatMap(unknownsIn)];
}

export const asked = (clouds: Clouds): string[] => clouds.requests.map(({ id }) => id);
