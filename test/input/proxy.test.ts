import { describe, expect, test } from 'vitest';
import { proxyFor, proxyIn } from '../../src/input/proxy.ts';

const PROXY = 'http://proxy.example:3128';
const chosen = (url: string, env: Record<string, string>) => proxyFor(proxyIn(env), env)(new URL(url));

describe('the variable that names the proxy', () => {
  test.each([
    [{ HTTPS_PROXY: PROXY }, 'HTTPS_PROXY'],
    [{ https_proxy: PROXY }, 'https_proxy'],
    [{ ALL_PROXY: PROXY }, 'ALL_PROXY'],
    [{ all_proxy: PROXY }, 'all_proxy'],
    [{ HTTP_PROXY: PROXY }, 'HTTP_PROXY'],
    [{ http_proxy: PROXY }, 'http_proxy'],
    [{ HTTPS_PROXY: 'http://other.example', https_proxy: PROXY, ALL_PROXY: 'http://third.example' }, 'https_proxy'],
    [{ ALL_PROXY: PROXY, HTTP_PROXY: 'http://other.example', HTTPS_PROXY: '' }, 'ALL_PROXY'],
    [{ HTTPS_PROXY: PROXY, ALL_PROXY: 'socks5://socks.example:1080' }, 'HTTPS_PROXY'],
  ])('of %j is %s', (env, variable) => {
    expect(proxyIn(env as Record<string, string>)).toMatchObject({ variable, host: 'proxy.example:3128', authorization: null });
  });

  test('is none where all are empty', () => {
    expect(proxyIn({ HTTPS_PROXY: '', ALL_PROXY: '', NO_PROXY: '*' })).toBeNull();
  });

  test.each([
    ['HTTPS_PROXY', 'proxy.example:3128'],
    ['https_proxy', '10.0.0.1:3128'],
    ['ALL_PROXY', 'http://'],
    ['all_proxy', 'http://apple:cherry-secret@proxy.example:99999'],
    ['HTTP_PROXY', 'http://apple:cherry-secret@proxy.example:port'],
    ['http_proxy', 'http:/apple:cherry-secret@proxy.example'],
    ['HTTPS_PROXY', 'http://apple:cherry-secret@proxy.example/path'],
    ['HTTPS_PROXY', 'http://apple:cherry-secret%@proxy.example'],
    ['HTTPS_PROXY', 'socks5://apple:cherry-secret@proxy.example'],
    ['ALL_PROXY', 'file:///cherry-secret'],
  ])('%s=%s is an error that names the variable and nothing of its value', (variable, value) => {
    const refused = () => proxyIn({ [variable]: value });
    expect(refused).toThrow(expect.objectContaining({ name: 'AuditError', exit: 64 }));
    expect(refused).toThrow(new RegExp(`^(?!.*cherry).*\\b${variable}\\b`));
  });

  test('is an error too where another one goes first', () => {
    expect(() => proxyIn({ https_proxy: PROXY, HTTP_PROXY: 'proxy' })).toThrow(/^HTTP_PROXY is not the URL of a proxy/);
  });
});

describe('a host that no proxy is asked for', () => {
  const all = { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, ALL_PROXY: PROXY };

  test.each([
    'http://127.0.0.1:8080/keys',
    'https://127.8.9.10',
    'https://[::1]:8443',
    'https://[::ffff:127.0.0.1]',
    'https://localhost:8443',
    'https://LOCALHOST',
    'https://localhost.',
    'https://orchard.localhost',
    'http://169.254.169.254/latest/meta-data',
    'http://169.254.170.2/credentials',
    'http://[fd00:ec2::254]/latest',
    'http://[fe80::1]',
    'http://metadata.google.internal/computeMetadata/v1',
    'http://metadata.google.internal./computeMetadata/v1',
  ])('is %s, whatever the variables say', (url) => {
    expect(chosen(url, all)).toBeNull();
  });

  test.each([
    ['*', 'https://kms.us-east-1.amazonaws.com'],
    ['orchard.example', 'https://orchard.example'],
    ['ORCHARD.example', 'https://Orchard.Example'],
    ['orchard.example', 'https://orchard.example.'],
    ['orchard.example.', 'https://orchard.example'],
    ['.vault.azure.net', 'https://citrus.vault.azure.net'],
    ['*.vault.azure.net', 'https://citrus.vault.azure.net'],
    ['other.example, .vault.azure.net', 'https://citrus.vault.azure.net'],
    ['other.example .vault.azure.net', 'https://citrus.vault.azure.net'],
    ['orchard.example:8443', 'https://orchard.example:8443'],
    ['orchard.example:443', 'https://orchard.example'],
    ['10.1.2.3', 'https://10.1.2.3'],
    ['10.0.0.0/8', 'https://10.1.2.3'],
    ['10.0.0.0/8:443', 'https://10.1.2.3'],
    ['2001:db8::/32', 'https://[2001:db8::7]'],
    ['[2001:db8::7]:8443', 'https://[2001:db8::7]:8443'],
    ['2001:db8:0::7', 'https://[2001:db8::7]'],
  ])('is by NO_PROXY=%s %s', (NO_PROXY, url) => {
    expect(chosen(url, { ...all, NO_PROXY })).toBeNull();
    expect(chosen(url, { ...all, no_proxy: NO_PROXY, NO_PROXY: 'nobody.example' })).toBeNull();
  });

  test.each([
    ['', 'https://orchard.example'],
    ['orchard.example', 'https://big-orchard.example'],
    ['orchard.example', 'https://west.orchard.example'],
    ['.orchard.example', 'https://orchard.example'],
    ['.orchard.example', 'https://big-orchard.example'],
    ['orchard.example:8443', 'https://orchard.example'],
    ['10.0.0.0/8', 'https://11.0.0.1'],
    ['10.0.0.0/33', 'https://10.0.0.1'],
    ['10.0.0.0/', 'https://10.0.0.1'],
    ['10.0.0.0/x', 'https://10.0.0.1'],
    ['0', 'https://10.0.0.1'],
    ['0.0.0.0/0', 'https://orchard.example'],
    [', ,', 'https://orchard.example'],
    ['or*.example', 'https://orchard.example'],
    ['', 'https://localhost.example'],
    ['', 'https://168.254.169.254'],
    ['', 'https://metadata.google.internal.example'],
  ])('is not by NO_PROXY=%j %s', (NO_PROXY, url) => {
    expect(chosen(url, { ...all, NO_PROXY })?.host).toBe('proxy.example:3128');
  });
});

test('the header for a proxy has the user name and the password as they are meant', () => {
  const proxy = proxyIn({ HTTPS_PROXY: 'http://apple:cherry%2Fsecret@proxy.example:3128' });
  expect(proxy?.host).toBe('proxy.example:3128');
  const pair = Buffer.from('apple:cherry/secret').toString('base64');
  expect(proxy?.authorization).toBe(`Basic ${pair}`);
});
