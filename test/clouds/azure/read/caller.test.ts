import { expect, test } from 'vitest';
import { subjectOf } from '../../../../src/clouds/azure/read/caller.ts';

const tokenWith = (claims: unknown) =>
  ['header', Buffer.from(JSON.stringify(claims)).toString('base64url'), 'signature'].join('.');

test('an access token is read for who it is of, and for nothing else', () => {
  const id = '00000000-0000-4000-8000-0000000000a1';
  const claims = { tid: 'tenant-1', appid: 'app-1', oid: id, aud: 'https://management.azure.com', secret: 'cherry' };
  expect(subjectOf(tokenWith(claims))).toEqual({ words: `application app-1, object id ${id}, tenant tenant-1`, id });
  expect(subjectOf(tokenWith({ upn: 'gardener@orchard.example', tid: 'tenant-1' }))).toEqual({
    words: 'user gardener@orchard.example, tenant tenant-1',
    id: null,
  });
  // it goes into commands
  expect(subjectOf(tokenWith({ oid: '$(rm)', tid: 'tenant-1' })).id).toBeNull();
});

test.each(['', 'plum', 'a.b.c', tokenWith(null), tokenWith([]), tokenWith({ tid: 7 })])(
  'the token %j does not say whose it is, and is not repeated',
  (token) => {
    expect(() => subjectOf(token)).toThrow(/^the access token does not say whose it is$/);
  },
);
