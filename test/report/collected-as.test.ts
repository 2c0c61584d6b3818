import { expect, test } from 'vitest';
import { collectedAs } from '../../src/report/collected-as.ts';
import { denied, known, missing } from '../subjects/build.ts';

test('as whom each plane was read is said in words, and where that is not known why', () => {
  expect(
    collectedAs([
      { plane: 'confluent', of: null, who: known('API key APPLE') },
      { plane: 'aws', of: 'account 000000000000', who: known('arn:aws:sts::000000000000:assumed-role/byok-audit/scan') },
      { plane: 'azure', of: 'keys in other tenants', who: denied },
      { plane: 'gcp', of: null, who: missing('not_collected') },
    ]),
  ).toEqual([
    'Confluent Cloud: API key APPLE',
    'AWS (account 000000000000): arn:aws:sts::000000000000:assumed-role/byok-audit/scan',
    'Azure (keys in other tenants): not observed: denied, GET /orchard: the orchard is closed',
    'Google Cloud: not observed: not_collected: the orchard is closed',
  ]);
  expect(collectedAs([])).toEqual([]);
});
