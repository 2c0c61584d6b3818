import { BlockList, isIP } from 'node:net';
import { wrongUsage } from '../audit-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A forward proxy. Its URL may hold a password: a message names `host` and nothing else of it. */
export type ForwardProxy = {
  /** The environment variable that names it. */
  variable: string;
  host: string;
  url: URL;
  /** The header that it asks for, where the URL has a user name or a password. */
  authorization: string | null;
};

/** Which proxy an https URL is asked through; null for none. */
export type ProxyFor = (url: URL) => ForwardProxy | null;

/** As curl reads them: lower case goes first. All calls are https; a host that only sets HTTP_PROXY means its proxy for these too. */
export const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * The only place that reads the proxy variables.
 * @throws AuditError 64 where one of them is no URL of a proxy
 */
export function proxyIn(env: Environment): ForwardProxy | null {
  const [first] = PROXY_VARIABLES.flatMap((variable) => (env[variable] ? [urlIn(variable, env[variable])] : []));
  if (first === undefined) return null;
  const { variable, url } = first;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw wrongUsage(`${variable} names a proxy of a kind that is not supported; its URL must begin with http:// or https://`);
  return { variable, host: url.host, url, authorization: authorizationOf(variable, url) };
}

/** @param env what NO_PROXY is read from */
export function proxyFor(proxy: ForwardProxy | null, env: Environment): ProxyFor {
  const exempt = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  return (url) => {
    const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
    const at = { host, port: url.port || (url.protocol === 'https:' ? '443' : '80') };
    return isNeverProxied(host) || exempt.some((entry) => exempts(entry, at)) ? null : proxy;
  };
}

/** The value is not repeated: it may hold a password. */
function urlIn(variable: string, value: string): { variable: string; url: URL } {
  const malformed = () => wrongUsage(`${variable} is not the URL of a proxy: expected one such as http://proxy.example:3128`);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || !URL.canParse(value)) throw malformed();
  const url = new URL(value);
  if (url.hostname === '' || !['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') throw malformed();
  return { variable, url };
}

function authorizationOf(variable: string, { username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  } catch {
    throw wrongUsage(
      `the user name or the password in ${variable} holds a % that is not followed by two digits; write it as %25`,
    );
  }
}

/** Loopback, and link-local addresses, at which clouds answer for the machine that asks: its credentials are for it only. */
const NEVER = new BlockList();
NEVER.addSubnet('127.0.0.0', 8);
NEVER.addAddress('::1', 'ipv6');
NEVER.addSubnet('169.254.0.0', 16);
NEVER.addSubnet('fe80::', 10, 'ipv6');
// the metadata services of AWS, for containers too
NEVER.addSubnet('fd00:ec2::', 32, 'ipv6');

const isNeverProxied = (host: string): boolean =>
  isIP(host) === 0 ? /^(localhost|.+\.localhost|metadata\.google\.internal)$/.test(host) : isIn(NEVER, host);

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isIn = (list: BlockList, address: string): boolean => list.check(address, familyOf(address));

/** An entry of NO_PROXY: `*`, a host, `.suffix` or `*.suffix`, an address, a range `10.0.0.0/8`; each with a port if need be. */
function exempts(entry: string, { host, port }: { host: string; port: string }): boolean {
  if (entry === '*') return true;
  const [, before = entry, at = port] = /^([^:]+|\[.+\]):(\d+)$/.exec(entry) ?? [];
  if (at !== port) return false;
  const name = before.replace(/^\[|\]$|^\*(?=\.)|(?<=.)\.$/g, '');
  if (name.startsWith('.')) return host.endsWith(name);
  return isIP(host) === 0 ? host === name : isInRange(host, name);
}

function isInRange(address: string, written: string): boolean {
  const [network = '', prefix] = written.split('/');
  const family = familyOf(network);
  const most = family === 'ipv6' ? 128 : 32;
  if (isIP(network) === 0 || !/^\d+$/.test(prefix ?? '0') || Number(prefix ?? 0) > most) return false;
  const range = new BlockList();
  range.addSubnet(network, Number(prefix ?? most), family);
  return isIn(range, address);
}
