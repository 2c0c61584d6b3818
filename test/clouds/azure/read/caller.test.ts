import { expect, test } from 'vitest';
import { subjectOf } from '../../../../src/clouds/azure/read/caller.ts';

const tokenWith = (claims: unknown) =>
  ['header', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'signature'].join('.');

test('an access token is read for who it is of, and for nothing else', () => {
  const claims = { tid: 'tenant-1', appid: 'app-1', oid: 'object-1', aud: 'https://management.azure.com', secret: 'cherry' };
  expect(subjectOf(tokenWith(claims))).toBe('application app-1, object id object-1, tenant tenant-1');
  expect(subjectOf(tokenWith({ upn: 'gardener@orchard.example', tid: 'tenant-1' }))).toBe(
    'user gardener@orchard.example, tenant tenant-1',
  );
});

test.each(['', 'plum', 'a.b.c', tokenWith(null), tokenWith([]), tokenWith({ tid: 7 })])(
  'the token %j does not say whose it is, and is not repeated',
  (token) => {
    expect(() => subjectOf(token)).toThrow(/^the access token does not say whose it is$/);
  },
);
