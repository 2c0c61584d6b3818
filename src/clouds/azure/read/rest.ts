import { MalformedReply } from '../../../collect/service-failure.ts';
import { isRecord } from '../../../input/is-record.ts';
import type { Credential } from './credential.ts';
import { AzureRefusal } from './error.ts';

/** Plain GETs of one service, for what the client libraries do not have. The token goes to its host and to no other. */
export type AzureRest = {
  get: (path: string, signal: AbortSignal) => Promise<Record<string, unknown>>;
  /** The path of the next page; a link to another host is refused. */
  next: (link: unknown) => string | undefined;
};

/**
 * @param base the service's own address, which the token is made for
 * @param standIn a loopback server in its place
 */
export function azureRest(credential: Credential, base: string, standIn: string | null): AzureRest {
  const { origin } = new URL(base);
  const homes = [origin, ...(standIn === null ? [] : [new URL(standIn).origin])];
  return {
    async get(path, signal) {
      const token = await credential.getToken(`${origin}/.default`, { abortSignal: signal });
      const headers = { authorization: `Bearer ${token?.token}`, accept: 'application/json' };
      const response = await fetch(onHost(standIn ?? origin, path), { headers, redirect: 'manual', signal });
      const body = await response.text();
      if (!response.ok) throw new AzureRefusal(response.status, body, (name) => response.headers.get(name));
      const reply: unknown = JSON.parse(body);
      if (!isRecord(reply)) throw new MalformedReply('the reply is not an object');
      return reply;
    },
    next(link) {
      if (link === undefined || link === null || link === '') return undefined;
      if (typeof link !== 'string' || !URL.canParse(link)) throw new MalformedReply('the link to the next page is not a URL');
      const url = new URL(link);
      if (!homes.includes(url.origin)) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
      return `${url.pathname}${url.search}`;
    },
  };
}

/** The path at this host. Two slashes at its beginning would name another host, to which a token would then go. */
export function onHost(base: string, path: string): string {
  const url = new URL(path.replace(/^\/+/, '/'), base);
  if (url.origin !== new URL(base).origin) throw new MalformedReply(`the next page is said to be at another host, ${url.host}`);
  return url.href;
}
