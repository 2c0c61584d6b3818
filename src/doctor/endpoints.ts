import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Hide } from '../collect/observe.ts';
import { failureOfConnection } from '../collect/service-failure.ts';
import type { ProxyFor } from '../input/proxy.ts';
import { isLoopbackUrl } from '../input/url.ts';
import type { Endpoint } from './schema.ts';

/** What was heard of one host; `failure` is the last, while nothing has answered. */
type Heard = { status: number | null; difference: number | null; failure: string | null };

/**
 * Notes which hosts are called, whatever library calls them, until it is told to stop: those of services and those that give
 * tokens. A metadata service, which is there or not, is none of them.
 * @param clock the time in milliseconds
 */
export function watchEndpoints(proxyFor: ProxyFor, clock: () => number, hide: Hide): { stop: () => Endpoint[] } {
  const heard = new Map<string, Heard>();
  const at = (request: ClientRequest): Heard | undefined => {
    const url = addressOf(request);
    if (url === null) return undefined;
    const known = heard.get(url) ?? { status: null, difference: null, failure: null };
    heard.set(url, known);
    return known;
  };
  const onReply: ChannelListener = (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    const endpoint = at(request);
    if (endpoint === undefined) return;
    endpoint.status = response.statusCode ?? null;
    const date = Date.parse(response.headers.date ?? '');
    if (Number.isFinite(date)) endpoint.difference = Math.trunc((clock() - date) / 1000);
  };
  const onError: ChannelListener = (message) => {
    const { request, error } = message as { request: ClientRequest; error: Error };
    const endpoint = at(request);
    if (endpoint === undefined) return;
    endpoint.failure = error.name === 'AbortError' ? 'no answer in time' : failureOfConnection(error, hide).detail;
  };
  subscribe(REPLY, onReply);
  subscribe(ERROR, onError);
  return {
    stop() {
      unsubscribe(REPLY, onReply);
      unsubscribe(ERROR, onError);
      return [...heard].map(([url, one]) => endpointOf(url, one, proxyFor)).sort((a, b) => (a.url < b.url ? -1 : 1));
    },
  };
}

const REPLY = 'http.client.response.finish';
const ERROR = 'http.client.request.error';

/** By the name that the service is asked under. Plain http is for loopback and metadata services, CONNECT for proxies. */
function addressOf(request: ClientRequest): string | null {
  if (request.method === 'CONNECT') return null;
  const { protocol, host } = request;
  const isService = protocol === 'https:' || isLoopbackUrl(`${protocol}//${host.includes(':') ? `[${host}]` : host}`);
  const named = request.getHeader('host');
  return isService ? `${protocol}//${typeof named === 'string' ? named : host}` : null;
}

function endpointOf(url: string, { status, difference, failure }: Heard, proxyFor: ProxyFor): Endpoint {
  const proxy = URL.canParse(url) ? proxyFor(new URL(url)) : null;
  const by = proxy === null ? 'directly' : `through the proxy ${proxy.host} (${proxy.variable})`;
  const about = { url, proxy: proxy?.host ?? null, http_status: status, clock_difference_seconds: difference };
  if (status !== null) return { status: 'ok', detail: `answered, ${by}`, remedy: null, ...about };
  return {
    status: 'failed',
    detail: `did not answer, ${by}: ${failure ?? 'the connection was given up'}`,
    remedy: `Let this machine reach ${url}: check DNS, proxy, firewall and the endpoint in the configuration. See docs/network.md.`,
    ...about,
  };
}
