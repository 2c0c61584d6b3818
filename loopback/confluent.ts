import type { ConfluentFixture, Raw } from './fixture.ts';
import { type Asked, type Corruption, FOREIGN, type Refusal, type Reply, type Service } from './service.ts';

/** An API key, and a token of an identity provider that is exchanged for one of an identity pool. */
export type ConfluentCredentials = { key: string; secret: string; pool: string; external_token: string };

/** The exchange of tokens, by Confluent's description (sts/v1) and RFC 8693. */
const EXCHANGE = '/sts/v1/oauth2/token';
const FORM: Record<string, string> = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
};
const LIFETIME_SECONDS = 900;
/** The APIs whose descriptions do not name these tokens. */
const WITHOUT_TOKENS = /^\/ksqldbcm\//;

const CONNECTORS = /^\/connect\/v1\/environments\/([^/]+)\/clusters\/([^/]+)\/connectors$/;
const QUOTAS = '/service-quota/v1/applied-quotas';
/** Query parameters that determine what is listed, in the order in which they appear in a call's id. */
const FILTERS = ['environment', 'scope', 'id'];
/** The three ways in which recorded replies end a list. */
const LAST_PAGE = [{}, { first: '', next: '' }, { next: null }];

type List = { apiVersion: string; kind: string; items: Raw[] };

/** Confluent Cloud's control plane: organizations, environments, keys, clusters, quotas, Flink, ksqlDB and connectors. */
export function confluent(fixture: ConfluentFixture, credentials: ConfluentCredentials, lifetime = LIFETIME_SECONDS): Service {
  const authorization = `Basic ${Buffer.from(`${credentials.key}:${credentials.secret}`).toString('base64')}`;
  const environments = new Set(fixture.environments.map(({ id }) => id));
  let answered = 0;
  /** When each token ends, by itself. */
  const tokens = new Map<string, number>();

  const error = (asked: Asked, status: number, code: string, detail: string, headers = {}): Reply => {
    const id = requestId();
    return {
      status,
      headers: { 'x-request-id': id, ...(status === 429 ? rateLimit() : {}), ...headers },
      body: CONNECTORS.test(asked.url.pathname)
        ? { error: { code: status, message: detail } }
        : { errors: [{ id, status: String(status), code, title: detail, detail, source: {} }] },
    };
  };
  const requestId = () => (++answered).toString(16).padStart(32, '0');
  const rateLimit = () => ({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99', 'x-ratelimit-reset': '1' });
  const ok = (body: unknown): Reply => ({ status: 200, headers: { 'x-request-id': requestId(), ...rateLimit() }, body });

  function exchange(asked: Asked): Reply {
    const form = new URLSearchParams(asked.body);
    const wrong = Object.entries(FORM).find(([name, value]) => form.get(name) !== value)?.[0];
    if (asked.headers['content-type'] !== 'application/x-www-form-urlencoded' || wrong !== undefined)
      return error(asked, 400, 'invalid_request', `The parameter ${wrong} is not valid.`);
    if (form.get('identity_pool_id') !== credentials.pool || form.get('subject_token') !== credentials.external_token)
      return error(asked, 400, 'invalid_token', 'The subject token is not valid for the identity pool.');
    const access_token = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(`{"jti":${tokens.size}}`).toString('base64url')}.not-real`;
    tokens.set(access_token, performance.now() + lifetime * 1000);
    return ok({ access_token, issued_token_type: FORM.requested_token_type, token_type: 'Bearer', expires_in: lifetime });
  }

  const isToken = ({ headers, url }: Asked): boolean => {
    const ends = tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    return ends !== undefined && performance.now() < ends && !WITHOUT_TOKENS.test(url.pathname);
  };

  const sizeAsked = ({ url }: Asked) => Number(url.searchParams.get('page_size') ?? 10);
  const sizeOf = (asked: Asked) => Math.min(sizeAsked(asked), fixture.page_size ?? 100);

  function listOf({ url }: Asked): List | { missing: string } | { forbidden: true } | undefined {
    const environment = url.searchParams.get('environment');
    const within = (apiVersion: string, kind: string, lists: Record<string, Raw[]> | undefined) => {
      if (!environment) return { missing: 'environment' };
      if (!environments.has(environment)) return { forbidden: true as const };
      return { apiVersion, kind, items: lists?.[environment] ?? [] };
    };
    switch (url.pathname) {
      case '/org/v2/organizations':
        return { apiVersion: 'org/v2', kind: 'OrganizationList', items: fixture.organizations };
      case '/org/v2/environments':
        return { apiVersion: 'org/v2', kind: 'EnvironmentList', items: fixture.environments };
      case '/byok/v1/keys':
        return { apiVersion: 'byok/v1', kind: 'KeyList', items: fixture.keys };
      case '/cmk/v2/clusters':
        return within('cmk/v2', 'ClusterList', fixture.clusters);
      case '/fcpm/v2/compute-pools':
        return within('fcpm/v2', 'ComputePoolList', fixture.compute_pools);
      case '/ksqldbcm/v2/clusters':
        return within('ksqldbcm/v2', 'ClusterList', fixture.ksql_clusters);
      case QUOTAS: {
        const scope = url.searchParams.get('scope')?.toUpperCase();
        const id = url.searchParams.get('id');
        if (!scope) return { missing: 'scope' };
        const items = fixture.quotas.filter((quota) => quota.scope === scope && (id === null || quota.id === id));
        return { apiVersion: 'service-quota/v1', kind: 'AppliedQuotaList', items };
      }
      default:
        return undefined;
    }
  }

  function connectors(asked: Asked, environment: string, cluster: string): Reply {
    if (!environments.has(environment)) return error(asked, 403, 'forbidden_access', 'Forbidden Access');
    const known = fixture.clusters?.[environment]?.some(({ id }) => id === cluster);
    if (!known) return error(asked, 404, 'not_found', `Cluster ${cluster} was not found.`);
    const all = fixture.connectors?.[cluster] ?? {};
    const expand = asked.url.searchParams.get('expand')?.split(',');
    if (expand === undefined) return ok(Object.keys(all));
    const part = (connector: Raw): Raw => Object.fromEntries(Object.entries(connector).filter(([name]) => expand.includes(name)));
    return ok(Object.fromEntries(Object.entries(all).map(([name, connector]) => [name, part(connector)])));
  }

  function page(asked: Asked, { apiVersion, kind, items }: List, corruption: Corruption | undefined): Reply {
    const size = sizeOf(asked);
    if (!Number.isInteger(size) || size < 1 || sizeAsked(asked) > (asked.url.pathname === QUOTAS ? 200 : 100))
      return error(asked, 400, 'invalid_page_size', 'The page size is not valid.');
    const token = asked.url.searchParams.get('page_token');
    const offset = token === null ? 0 : offsetOf(token);
    if (offset === undefined) return error(asked, 400, 'invalid_page_token', 'The page token is not valid.');
    const link = (base: string, to: number) => {
      const url = new URL(asked.url.pathname + asked.url.search, base);
      url.searchParams.set('page_token', tokenOf(to));
      return url.href;
    };
    const next = offset + size < items.length ? offset + size : undefined;
    const own = asked.url.origin;
    let metadata: Raw = next === undefined ? (LAST_PAGE[kind.length % LAST_PAGE.length] ?? {}) : { next: link(own, next) };
    if (corruption?.kind === 'page_loop') metadata = { next: link(own, offset) };
    if (corruption?.kind === 'empty_pages')
      return ok({ api_version: apiVersion, kind, metadata: { next: link(own, offset + 1) }, data: [] });
    if (corruption?.kind === 'foreign_next' && offset < items.length) {
      metadata = { next: link(corruption.to ?? FOREIGN, next ?? items.length) };
    }
    return ok({ api_version: apiVersion, kind, metadata, data: items.slice(offset, offset + size) });
  }

  return {
    identify(asked) {
      const { pathname, searchParams } = asked.url;
      const filters = FILTERS.filter((name) => searchParams.has(name)).map((name) => `${name}=${searchParams.get(name)}`);
      const offset = offsetOf(searchParams.get('page_token') ?? '') ?? 0;
      const number = Math.floor(offset / sizeOf(asked)) + 1;
      return `${asked.method} ${pathname}${filters.length ? `?${filters.join('&')}` : ''}${number > 1 ? ` page ${number}` : ''}`;
    },
    challenge(asked) {
      if (asked.url.pathname === EXCHANGE || asked.headers.authorization === authorization || isToken(asked)) return undefined;
      return error(asked, 401, 'user_unauthenticated', 'Authentication Failed', {
        'www-authenticate': 'Basic error="invalid_key", error_description="The API Key is invalid"',
      });
    },
    answer(asked, corruption) {
      if (asked.method === 'POST' && asked.url.pathname === EXCHANGE) return exchange(asked);
      if (asked.method !== 'GET') return error(asked, 405, 'method_not_allowed', 'Method Not Allowed');
      const [, environment, cluster] = CONNECTORS.exec(asked.url.pathname) ?? [];
      if (environment && cluster) return connectors(asked, environment, cluster);
      const list = listOf(asked);
      if (!list) return error(asked, 404, 'not_found', 'resource not found');
      if ('missing' in list) return error(asked, 400, 'invalid_filter', `The query parameter ${list.missing} is required.`);
      if ('forbidden' in list) return error(asked, 403, 'forbidden_access', 'Forbidden Access');
      return page(asked, list, corruption);
    },
    refuse(kind, asked) {
      const [status, code, detail] = REFUSALS[kind];
      return error(asked, status, code, detail);
    },
  };
}

const REFUSALS: Record<Refusal, [number, string, string]> = {
  deny: [403, 'forbidden_access', 'Forbidden Access'],
  conflict: [409, 'conflict', 'Conflict'],
  throttle: [429, 'rate_limit_exceeded', 'Too Many Requests'],
  server_error: [503, 'service_unavailable', 'Service Unavailable'],
  not_found: [404, 'not_found', 'resource not found'],
};

const tokenOf = (offset: number) => Buffer.from(`orchard:${offset}`).toString('base64url');

function offsetOf(token: string): number | undefined {
  const [, offset] = /^orchard:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return offset === undefined ? undefined : Number(offset);
}
