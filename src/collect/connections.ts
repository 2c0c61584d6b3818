import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https, { type AgentOptions, type RequestOptions } from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import { Duplex } from 'node:stream';
import type { ForwardProxy, ProxyFor } from '../input/proxy.ts';
import { codeOf } from '../input/system-error.ts';
import { certificateProblem } from './certificate.ts';

/** Longer than a proxy takes to say that it cannot reach a host, and shorter than a try. */
const TUNNEL_TIMEOUT_MS = 20_000;

/** There is no connection that can be trusted: a proxy is in the way, or a certificate is wrong. `detail` is for a reader. */
export class ConnectionFailure extends Error {
  override name = 'ConnectionFailure';
  readonly retry: boolean;
  constructor(detail: string, retry: boolean, options?: ErrorOptions) {
    super(detail, options);
    this.retry = retry;
  }
}

/** What all calls connect with; plain http is for loopback and metadata services, and goes through no proxy. */
export type Connections = { http: http.Agent; https: https.Agent };

export const connectionsBy = (proxyFor: ProxyFor): Connections => ({
  http: new http.Agent({ keepAlive: true }),
  https: new TunnelAgent(proxyFor, { keepAlive: true }),
});

export const agentFor = (connections: Connections, url: URL): http.Agent | https.Agent =>
  url.protocol === 'https:' ? connections.https : connections.http;

type Attempt = { signal: AbortSignal | undefined; failure?: ConnectionFailure };
const attempts = new AsyncLocalStorage<Attempt>();

/**
 * Where `ask` fails for want of a connection, throws what was wrong with that. The libraries wrap it into errors of their own,
 * some of which keep nothing but a text, and that is one about credentials where it was a token that could not be fetched.
 * @param signal gives up a tunnel that is not there yet
 */
export async function connecting<T>(ask: () => Promise<T>, signal = attempts.getStore()?.signal): Promise<T> {
  const attempt: Attempt = { signal };
  try {
    return await attempts.run(attempt, ask);
  } catch (error) {
    throw attempt.failure ?? error;
  }
}

/** Connects to each host as is decided for it: directly, or through a tunnel that a proxy opens. TLS is with the host itself. */
class TunnelAgent extends https.Agent {
  readonly #proxyFor: ProxyFor;
  constructor(proxyFor: ProxyFor, options: AgentOptions) {
    super(options);
    this.#proxyFor = proxyFor;
  }

  override createConnection(options: RequestOptions, done?: (error: Error | null, stream: Duplex) => void) {
    const attempt = attempts.getStore();
    const note = (failure: ConnectionFailure) => {
      if (attempt) attempt.failure = failure;
      return failure;
    };
    const secured = (through: object) => {
      const stream = super.createConnection({ ...options, ...through });
      stream?.once('error', (error) => {
        const problem = certificateProblem(codeOf(error));
        if (problem !== undefined) note(new ConnectionFailure(wrongCertificate(problem), false, { cause: error }));
      });
      return stream;
    };
    const host = `${options.host ?? 'localhost'}`;
    const authority = `${isIPv6(host) ? `[${host}]` : host}:${options.port ?? 443}`;
    const proxy = this.#proxyFor(new URL(`https://${authority}`));
    if (proxy === null) return secured({});
    tunnel(proxy, authority, attempt?.signal).then(
      (socket) => {
        const stream = secured({ socket });
        if (stream) done?.(null, stream);
      },
      // the types want a stream beside an error as well, which Node does not look at
      (failure) => done?.(note(failure), new Duplex()),
    );
    return undefined;
  }
}

export const wrongCertificate = (problem: string): string => `the certificate of the host is not accepted: ${problem}`;

/** @throws ConnectionFailure where the proxy opens no tunnel */
function tunnel(proxy: ForwardProxy, authority: string, attempt: AbortSignal | undefined): Promise<Duplex> {
  const { url, authorization } = proxy;
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const timeLimit = AbortSignal.timeout(TUNNEL_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const asked = request({
      protocol: url.protocol,
      host,
      // or Node would expect the certificate of the host that the header names
      servername: isIP(host) === 0 ? host : '',
      port: url.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
      agent: new Agent(),
      signal: attempt === undefined ? timeLimit : AbortSignal.any([attempt, timeLimit]),
    });
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(refusalBy(proxy, statusCode));
    });
    asked.once('error', (error) => {
      const problem = certificateProblem(codeOf(error));
      const why = problem === undefined ? codeOf(error) : `its certificate is not accepted: ${problem}`;
      const detail = timeLimit.aborted ? `no answer within ${TUNNEL_TIMEOUT_MS / 1000} s` : why;
      reject(
        new ConnectionFailure(`no connection to the proxy ${proxy.host}: ${detail}`, problem === undefined, { cause: error }),
      );
    });
    asked.end();
  });
}

function refusalBy({ host, variable, authorization }: ForwardProxy, status: number): ConnectionFailure {
  // by RFC 9110 it is 407; tinyproxy refuses a wrong password with 401
  if (status === 407 || status === 401) {
    const why =
      authorization === null
        ? `asks for a user name and password, and ${variable} has none`
        : `does not accept the user name and password in ${variable}`;
    return new ConnectionFailure(`the proxy ${host} ${why}: HTTP ${status}`, false);
  }
  if (status < 500) return new ConnectionFailure(`the proxy ${host} does not allow the connection: HTTP ${status}`, false);
  return new ConnectionFailure(`the proxy ${host} could not connect to the service: HTTP ${status}`, true);
}

/** Without any proxy, whatever the environment says. */
export const DIRECT: Connections = connectionsBy(() => null);
