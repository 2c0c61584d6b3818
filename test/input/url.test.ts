import { expect, test } from 'vitest';
import { isLoopbackUrl, refusedUrl } from '../../src/input/url.ts';

test.each([
  'https://api.confluent.cloud',
  'https://api.confluent.cloud:8443/path',
  'http://localhost:8080',
  'http://127.0.0.1',
  'http://[::1]:80',
  'http://127.1',
])('%s is accepted as an endpoint', (url) => {
  expect(refusedUrl(url)).toBeNull();
});

test.each([
  ['http://api.confluent.cloud', /plain http/],
  ['http://localhost.evil.example', /plain http/],
  ['http://127.0.0.1.evil.example', /plain http/],
  ['http://0.0.0.0', /plain http/],
  ['http://[::ffff:7f00:1]', /plain http/],
  ['https://apple@api.confluent.cloud', /user name or password/],
  ['https://:kumquat@api.confluent.cloud', /user name or password/],
  ['http://api.confluent.cloud@127.0.0.1', /user name or password/],
  ['ftp://127.0.0.1', /begins with https/],
  ['file:///etc/passwd', /begins with https/],
  ['data:text/plain,apple', /begins with https/],
  ['https://api.confluent.cloud?apple=1', /no query/],
  ['https://api.confluent.cloud#apple', /no query/],
  ['api.confluent.cloud', /expected a URL/],
  ['', /expected a URL/],
])('%j is rejected as an endpoint', (url, why) => {
  expect(refusedUrl(url)).toMatch(why);
  expect(refusedUrl(url)).not.toContain('kumquat');
});

test.each([
  ['http://localhost', true],
  ['http://LOCALHOST', true],
  ['http://127.8.9.10', true],
  ['http://[::1]', true],
  ['http://0x7f000001', true],
  ['http://128.0.0.1', false],
  ['http://localhost.', false],
  ['http://127.0.0.1@evil.example', false],
])('%s is a loopback address: %s', (url, is) => {
  expect(isLoopbackUrl(url)).toBe(is);
});
