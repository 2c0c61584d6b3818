import { describe, expect, test } from 'vitest';
import { APPLE, ask, json, kms, start } from './ask.ts';

const BANANA = 'arn:aws:kms:us-east-1:444455556666:key/00000002-aaaa-4aaa-8aaa-000000000002';

describe('AWS', () => {
  test('AWS gives dates in epoch seconds and the origin of a key', async () => {
    const answer = await kms(await start('aws-small'), 'DescribeKey', { KeyId: APPLE });
    expect(json(answer)).toMatchObject({ KeyMetadata: { Arn: APPLE, CreationDate: 1738400400, Origin: 'AWS_KMS' } });
  });

  test('AWS pages grants by marker', async () => {
    const clouds = await start('aws-small');
    const first = json(await kms(clouds, 'ListGrants', { KeyId: APPLE }));
    expect(first).toMatchObject({ Truncated: true, NextMarker: '2' });
    expect(json(await kms(clouds, 'ListGrants', { KeyId: APPLE, Marker: '2' }))).toMatchObject({ Truncated: false });
  });

  test('AWS answers not found for an own key that is missing, and denied for a foreign one', async () => {
    const clouds = await start('aws-small');
    const own = await kms(clouds, 'DescribeKey', { KeyId: 'arn:aws:kms:us-east-1:111122223333:key/none' });
    const foreign = await kms(clouds, 'DescribeKey', { KeyId: 'arn:aws:kms:us-east-1:999999999999:key/none' });
    expect([own, foreign].map((answer) => [answer.status, json(answer).__type])).toEqual([
      [400, 'NotFoundException'],
      [400, 'AccessDeniedException'],
    ]);
  });

  test('AWS shows the policy of a foreign key only to an assumed role', async () => {
    const clouds = await start('aws-small');
    expect(json(await kms(clouds, 'GetKeyPolicy', { KeyId: BANANA })).__type).toBe('AccessDeniedException');
    const form = 'Action=AssumeRole&RoleArn=arn:aws:iam::444455556666:role/byok-audit&ExternalId=quince';
    const authorization = `AWS4-HMAC-SHA256 Credential=${clouds.env.AWS_ACCESS_KEY_ID}/20261124/us-east-1/sts/aws4_request`;
    const { text } = await ask(clouds.aws, '/', { authorization }, form);
    const [, accessKey] = /<AccessKeyId>(\w+)</.exec(text) ?? [];
    expect((await kms(clouds, 'GetKeyPolicy', { KeyId: BANANA }, accessKey)).status).toBe(200);
  });

  test('AWS lists tags and rotations for the account of the key alone', async () => {
    const clouds = await start('aws-small');
    expect(json(await kms(clouds, 'ListResourceTags', { KeyId: APPLE }))).toMatchObject({ Tags: [], Truncated: false });
    expect(json(await kms(clouds, 'ListKeyRotations', { KeyId: APPLE }))).toMatchObject({
      Rotations: [{ KeyId: APPLE, RotationType: 'AUTOMATIC' }],
      Truncated: false,
    });
    for (const operation of ['ListResourceTags', 'ListKeyRotations'])
      expect(json(await kms(clouds, operation, { KeyId: BANANA })).__type).toBe('AccessDeniedException');
  });

  test('AWS gives no rotation status for imported material', async () => {
    const damson = 'arn:aws:kms:eu-west-1:111122223333:key/00000004-aaaa-4aaa-8aaa-000000000004';
    const answer = await kms(await start('aws-small'), 'GetKeyRotationStatus', { KeyId: damson });
    expect(json(answer).__type).toBe('UnsupportedOperationException');
  });

  test('AWS refuses an unknown access key', async () => {
    const answer = await kms(await start('aws-small'), 'DescribeKey', { KeyId: APPLE }, 'AKIAPLUM');
    expect(json(answer).__type).toBe('UnrecognizedClientException');
  });
});
