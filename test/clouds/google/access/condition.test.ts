import { expect, test } from 'vitest';
import { conditionHolds } from '../../../../src/clouds/google/access/condition.ts';
import { parseGoogleKeyName } from '../../../../src/clouds/google/name.ts';
import { isDoubt } from '../../../../src/clouds/match.ts';

const RING = 'projects/orchard/locations/europe-west1/keyRings/confluent';
const KEY = `${RING}/cryptoKeys/plum`;
const DECRYPT = 'cloudkms.cryptoKeyVersions.useToDecrypt';

/** + holds, - does not hold, ? is not decided. */
function sign(written: string, permission = DECRYPT): string {
  const match = conditionHolds(written, { key: parseGoogleKeyName(KEY), permission, as_of: '2026-11-24T12:00:00Z' });
  return isDoubt(match) ? '?' : match ? '+' : '-';
}

test.each([
  ['true', '+'],
  ['!true', '-'],
  ['!!true', '+'],
  ['weekday', '?'],
  ['!weekday', '?'],
  ['weekday && false', '-'],
  ['false && weekday', '-'],
  ['weekday && true', '?'],
  ['weekday || true', '+'],
  ['true || weekday', '+'],
  ['weekday || false', '?'],
  ['false || false && weekday', '-'],
  ['(false || true) && true', '+'],
  ['true ? false : weekday', '-'],
  ['false ? weekday : true', '+'],
  ['weekday ? true : true', '?'],
  ['request.time < timestamp("2027-01-01T00:00:00Z")', '+'],
  ['request.time < timestamp("2026-01-01T00:00:00Z")', '-'],
  ["request.time <= timestamp('2026-11-24T13:00:00+01:00')", '+'],
  ['timestamp("2026-01-01T00:00:00Z") <= request.time && request.time < timestamp("2026-12-01T00:00:00Z")', '+'],
  ['request.time > timestamp("2026-01-01T00:00:00Z") + duration("24h")', '+'],
  ['request.time > timestamp("2026-11-24T11:30:00Z") + duration("1h30m")', '-'],
  ['request.time - timestamp("2026-11-24T11:00:00Z") == duration("3600s")', '+'],
  ['request.time < timestamp("2026-13-01T00:00:00Z")', '?'],
  ['request.time < "2027-01-01T00:00:00Z"', '?'],
  ['request.time.getHours("Europe/Berlin") < 18', '?'],
  ['request.time.getFullYear() == 2026', '?'],
  ['resource.service == "cloudkms.googleapis.com"', '+'],
  ['resource.service != "cloudkms.googleapis.com"', '-'],
  ['resource.service == "storage.googleapis.com"', '-'],
  ['"cloudkms.googleapis.com/CryptoKey" == resource.type', '+'],
  ['resource.type == "cloudkms.googleapis.com/KeyRing"', '-'],
  ['resource.type == "cloudkms.googleapis.com/CryptoKeyVersion"', '?'],
  ['resource.type.startsWith("cloudkms.")', '+'],
  ['resource.type.endsWith("/KeyRing")', '-'],
  [`resource.name == "${KEY}"`, '+'],
  [`resource.name == '${RING}/cryptoKeys/pear'`, '-'],
  [`resource.name != "${KEY}"`, '-'],
  [`resource.name.startsWith(r"${RING}/")`, '+'],
  ['resource.name.startsWith("projects/orchard/locations/europe-west1/keyRings/market/")', '-'],
  ['resource.name.endsWith("/cryptoKeys/plum")', '+'],
  ['resource.name.contains("/keyRings/confluent/")', '+'],
  [`resource.name.startsWith("${KEY}/cryptoKeyVersions/")`, '?'],
  ['resource.name.startsWith("projects/481516234201/")', '?'],
  ['resource.name.startsWith("projects/481516234201/") && resource.type == "x"', '-'],
  ['resource.name.matches("projects/orchard/.*")', '?'],
  ['resource.name.extract("/keyRings/{ring}/") == "confluent"', '+'],
  ['resource.name.extract("/cryptoKeys/{key}") == "plum"', '+'],
  ['resource.name.extract("/buckets/{bucket}/") == ""', '+'],
  ['resource.name.extract("projects/{project}/") == "orchard"', '?'],
  ['resource.matchTag("orchard/env", "prod")', '?'],
  ['api.getAttribute("iam.googleapis.com/modifiedGrantsByRole", []).size() > 0', '?'],
  ['origin.ip == "203.0.113.7"', '?'],
  ['request.auth.claims.sub == "x" || true', '+'],
  ['// until the harvest\nrequest.time < timestamp("2027-01-01T00:00:00Z")', '+'],
  ['"a\\u002fb" == "a/b"', '+'],
  ['"a" == "b"', '-'],
  ['"1" == 1', '?'],
  ['1 == 1', '?'],
  ['', '?'],
  ['true true', '?'],
  ['true &&', '?'],
  ['(true', '?'],
  ['true)', '?'],
  ['"open', '?'],
  ['"\\q" == "q"', '?'],
  ['{"a": true}.a', '?'],
  ['[true][0]', '?'],
  ['true && @', '?'],
])('the condition %j is evaluated to %s', (written, expected) => {
  expect(sign(written)).toBe(expected);
});

test('what a condition says of a resource is meant of the one that the permission is asked on', () => {
  const on = (written: string) =>
    [
      'cloudkms.cryptoKeys.setIamPolicy',
      'cloudkms.cryptoKeyVersions.destroy',
      'cloudkms.keyRings.setIamPolicy',
      'resourcemanager.projects.setIamPolicy',
      'cloudkms.importJobs.create',
      'iam.roles.update',
    ]
      .map((permission) => sign(written, permission))
      .join('');
  expect(on('resource.type == "cloudkms.googleapis.com/CryptoKey"')).toBe('+---??');
  expect(on('resource.type == "cloudkms.googleapis.com/CryptoKeyVersion"')).toBe('-+--??');
  expect(on('resource.service == "cloudkms.googleapis.com"')).toBe('+++-+?');
  expect(on(`resource.name.startsWith("${KEY}")`)).toBe('++--??');
  expect(on(`resource.name == "${KEY}"`)).toBe('+?--??');
  expect(on('resource.name == "projects/orchard"')).toBe('-?-+??');
});

test('an expression that is longer or deeper than any that Google takes is not understood', () => {
  const inside = (depth: number) => `${'('.repeat(depth)}true${')'.repeat(depth)}`;
  const long = (times: number) => `${'false || '.repeat(times)}true`;
  expect([inside(40), inside(1900), `${'!'.repeat(40)}true`, `${'!'.repeat(3900)}true`].map((one) => sign(one))).toEqual([
    '+',
    '?',
    '+',
    '?',
  ]);
  expect([long(400), long(4000), `true${'.true'.repeat(700)}`].map((one) => sign(one))).toEqual(['+', '?', '?']);
});
