import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

const PRISM = join(import.meta.dirname, '../../.ci/tools/node_modules/.bin/prism');
const OPENAPI = join(import.meta.dirname, '../../../shared/domain/confluent-api/openapi');

/** Which of Confluent's descriptions says what is answered under a path. There is none for connectors. */
const DESCRIPTIONS: readonly (readonly [path: string, description: string])[] = [
  ['/org/v2/', 'org-v2'],
  ['/byok/v1/', 'byok-v1'],
  ['/cmk/v2/', 'cmk-v2'],
  ['/service-quota/v1/', 'service-quota-v1'],
  ['/fcpm/v2/', 'flink-v2'],
  ['/ksqldbcm/v2/', 'ksql-v2'],
];

/** What Prism says is not as described; `where` begins with `request` or `response`. */
type Violation = { path: string; where: string; message: string };

/** Confluent's API as a scan sees it, with Prism between, which checks each request and reply by Confluent's descriptions. */
export type Checked = { url: string; violations: Violation[]; asked: Set<string>; close: () => Promise<void> };

/** @param upstream what answers */
export async function checkedByPrism(upstream: string): Promise<Checked> {
  const violations: Violation[] = [];
  const asked = new Set<string>();
  const ports = await Promise.all(DESCRIPTIONS.map(freePort));
  const prisms = DESCRIPTIONS.map(([path, description], index) => {
    const port = String(ports[index]);
    const args = ['proxy', join(OPENAPI, `${description}.openapi.yaml`), upstream, '--port', port];
    // its launcher is for the Node that is found on the way, which may be an older one
    return {
      path,
      port: Number(port),
      child: spawn(process.execPath, [PRISM, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
    };
  });
  await Promise.all(prisms.map(({ child }) => untilListening(child)));

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const prism = prisms.find((one) => path.startsWith(one.path));
    const to = new URL(path, prism === undefined ? upstream : `http://127.0.0.1:${prism.port}`);
    const { host: _, ...headers } = request.headers;
    http
      .request(to, { method: request.method, headers }, (reply) => {
        const found = JSON.parse(String(reply.headers['sl-violations'] ?? '[]')) as { location: string[]; message: string }[];
        if (prism !== undefined) asked.add(prism.path);
        violations.push(...found.map(({ location, message }) => ({ path: to.pathname, where: location.join('.'), message })));
        response.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(response);
      })
      .on('error', (error) => response.destroy(error))
      .end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    violations,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      for (const { child } of prisms) {
        child.kill();
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
    },
  };
}

/** The paths that Prism has a description for. */
export const DESCRIBED: readonly string[] = DESCRIPTIONS.map(([path]) => path);

/** Its output is read on: a full pipe would stop it. */
function untilListening(child: ReturnType<typeof spawn>): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('Prism is listening')) resolve();
    });
    child.once('exit', () => reject(new Error(`Prism did not start: ${said.slice(0, 500)}`)));
  });
}
