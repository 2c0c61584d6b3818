import { describe, expect, test } from 'vitest';
import { brokenOff, denied, known, listed, missing, organizationOf, registration, said, snapshot } from './build.ts';

const three = listed(registration('cck-apple'), registration('cck-pear'), registration('cck-plum'));
const quota = (parts: Parameters<typeof snapshot>[0]) => {
  const { limit, used, difference, remaining } = organizationOf(snapshot(parts)).quota;
  return { limit: said(limit), used: said(used), difference: said(difference), remaining: said(remaining) };
};

describe('the keys used are', () => {
  test('the number of keys used is the larger of count and list when the count is larger', () => {
    expect(quota({ keys: three, keyUsage: known(5) })).toEqual({ limit: 20, used: 5, difference: 2, remaining: 15 });
  });

  test('the number of keys used is the larger of count and list when the list is larger', () => {
    expect(quota({ keys: three, keyUsage: known(1) })).toEqual({ limit: 20, used: 3, difference: -2, remaining: 17 });
  });

  test('the number of keys used is that of an incomplete list when the count is less', () => {
    expect(quota({ keys: brokenOff(...three.seen), keyUsage: known(1) })).toMatchObject({ used: 3, difference: 0 });
  });

  test('the number of keys used is that of a complete list when the count is absent', () => {
    expect(quota({ keys: three, keyUsage: missing('not_collected') })).toMatchObject({ used: 3, difference: 0, remaining: 17 });
    expect(quota({ keyUsage: missing('not_collected') })).toMatchObject({ used: 0, remaining: 20 });
  });
});

describe('the keys used are unknown', () => {
  test('the number of keys used is unknown when the count is absent and the list incomplete', () => {
    const { used, remaining, difference } = quota({ keys: brokenOff(...three.seen), keyUsage: missing('not_collected') });
    for (const fact of [used, remaining, difference]) expect(fact).toEqual({ cause: 'denied', call: 'GET /orchard' });
  });

  test('the number of keys used is unknown when the count was refused, even with a complete list', () => {
    const { used, remaining } = quota({ keys: three, keyUsage: denied });
    for (const fact of [used, remaining]) expect(fact).toMatchObject({ cause: 'denied' });
  });
});

test.each([0, -1])('an applied limit of %i decides nothing', (limit) => {
  expect(quota({ keyLimit: known(limit) })).toMatchObject({
    limit: { cause: 'ambiguous' },
    used: 0,
    remaining: { cause: 'ambiguous' },
  });
});

test('when the limit was refused, the keys that remain are unknown but those in use are not', () => {
  expect(quota({ keys: three, keyLimit: denied })).toMatchObject({
    limit: { cause: 'denied' },
    used: 3,
    remaining: { cause: 'denied' },
  });
});

test('the number of keys that remain is never negative', () => {
  expect(quota({ keys: three, keyLimit: known(2) })).toMatchObject({ used: 3, remaining: 0 });
});

test('keys that were seen to be in use count, whatever could not be read', () => {
  const at_least = (parts: Parameters<typeof snapshot>[0]) => said(organizationOf(snapshot(parts)).quota.at_least);
  expect(at_least({ keys: brokenOff(...three.seen), keyUsage: denied })).toBe(3);
  expect(at_least({ keys: brokenOff(), keyUsage: known(5) })).toBe(5);
});

test('without a count the list decides only when the API key is known to see everything', () => {
  const parts = { keys: three, keyUsage: missing('not_collected') };
  expect(quota({ ...parts, environmentUsage: known(7) })).toMatchObject({ used: { cause: 'ambiguous' } });
  expect(quota({ ...parts, environmentUsage: denied })).toMatchObject({ used: { cause: 'ambiguous' } });
});
