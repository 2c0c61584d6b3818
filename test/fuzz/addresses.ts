import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AuditError } from '../../src/audit-error.ts';
import { type ProxyFor, proxyFor, proxyIn } from '../../src/input/proxy.ts';
import { isLoopbackUrl, refusedUrl } from '../../src/input/url.ts';
import { changedText } from './documents.ts';
import { hostileText } from './hostile.ts';
import { assertSeen } from './refusal.ts';
import { asJson, type Outcome, target } from './target.ts';

type Case = { url: string; proxy: string; no_proxy: string };

const URLS = [
  ...[
    'https://api.confluent.cloud',
    'https://orchard.vault.azure.net:8443/keys',
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:80',
  ],
  ...[
    'http://2130706433',
    'http://0x7f.1',
    'https://10.1.2.3',
    'https://[fd00::1]',
    'http://[::ffff:127.0.0.1]',
    'https://a.b.example./',
    'https://169.254.169.254',
  ],
];
const PROXIES = [
  'http://proxy.example:3128',
  'https://apple:kumquat-secret@proxy.example',
  'http://10.0.0.1',
  'socks5://proxy.example',
  '',
];
const ENTRIES = [
  '*',
  'confluent.cloud',
  '.confluent.cloud',
  '*.azure.net',
  'api.confluent.cloud:443',
  '10.0.0.0/8',
  '10.1.2.3',
  '[fd00::1]:443',
  'fd00::/8',
  'a.b.example',
  '',
  '10.0.0.0/33',
  '1/2/3',
];
const PIECES = [
  '/',
  '//',
  '?',
  '#',
  '@',
  'u:p@',
  ':',
  ':0',
  ':99999',
  '%',
  '%00',
  '%41',
  '\\',
  '\t',
  '\n',
  '\u0000',
  '.',
  '..',
  '[',
  ']',
  'localhost',
  '127.0.0.1',
  'evil.example',
  '*',
  ',',
  ' ',
  'é',
  '\u3002',
  'xn--a',
  'HTTP',
  'https',
  'ftp',
  '\u200b',
];

const cases = fc.record<Case>({
  url: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...URLS) },
    { weight: 5, arbitrary: changedText(URLS, PIECES) },
    { weight: 1, arbitrary: hostileText },
  ),
  proxy: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PROXIES) },
    { weight: 2, arbitrary: changedText(PROXIES, PIECES) },
    { weight: 1, arbitrary: hostileText },
  ),
  no_proxy: fc.oneof(
    fc.array(fc.constantFrom(...ENTRIES), { maxLength: 4 }).map((entries) => entries.join(',')),
    changedText(ENTRIES, PIECES),
    hostileText,
  ),
});

/** Where no program but those of this machine answers. */
const isOfThisMachine = ({ hostname }: URL): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

function check({ url: text, proxy, no_proxy }: Case): Outcome {
  const refused = refusedUrl(text);
  const url = URL.canParse(text) ? new URL(text) : null;
  const { protocol = '', username = '', password = '', search = '', hash = '' } = url ?? {};
  const may =
    url !== null &&
    `${username}${password}${search}${hash}` === '' &&
    (protocol === 'https:' || (protocol === 'http:' && isOfThisMachine(url)));
  assert.equal(refused === null, may);
  if (url !== null) assert.equal(isLoopbackUrl(text), isOfThisMachine(url));
  const chosen = proxyOf(proxy, no_proxy);
  if (url === null || chosen === null) return refused === null ? 'accepted' : 'refused';
  const { hostname } = url;
  const by = chosen(url);
  if (isOfThisMachine(url) || hostname === '169.254.169.254' || hostname === '[::ffff:7f00:1]')
    assert.equal(by, null, 'this machine is asked through a proxy');
  for (const entry of no_proxy.toLowerCase().split(',')) assertExempt(entry, url, by);
  return refused === null ? 'accepted' : 'refused';
}

/** What an entry of NO_PROXY names plainly is asked directly. */
function assertExempt(entry: string, { hostname, protocol, port }: URL, by: ReturnType<ProxyFor>): void {
  const host = hostname.replace(/\.$/, '');
  const at = port || (protocol === 'https:' ? '443' : '80');
  const named = entry === '*' || entry === host || entry === `${host}:${at}` || (/^\.[a-z]/.test(entry) && host.endsWith(entry));
  const isInTen = entry === '10.0.0.0/8' && /^10\.\d+\.\d+\.\d+$/.test(host);
  if (host !== '' && (named || isInTen)) assert.equal(by, null, `${entry} is asked through a proxy`);
}

/** @returns null where the variable is refused, in a message that repeats nothing of it */
function proxyOf(HTTPS_PROXY: string, NO_PROXY: string): ProxyFor | null {
  try {
    return proxyFor(proxyIn({ HTTPS_PROXY }), { NO_PROXY });
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    assert.equal(error.exit, 64);
    assert.ok(error.message.length < 200 && !error.message.includes('kumquat'));
    assertSeen(error.message);
    return null;
  }
}

export const addresses = target({
  name: 'addresses',
  holds: 'credentials go to https or to this machine only, this machine is asked through no proxy, and no password is repeated',
  cases,
  stored: asJson<Case>(),
  check,
});
