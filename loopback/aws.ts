import type { AwsFixture, Raw } from './fixture.ts';
import type { Asked, Corruption, Refusal, Reply, Service } from './service.ts';

/** What a role is taken with: nobody checks it, since signatures are not checked. */
export type AwsSession = { secret: string; token: string };
export type AwsCredentials = { accessKeyId: string; session?: AwsSession | undefined };
type Key = AwsFixture['keys'][number];

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';
const DATES = new Set([
  'CreationDate',
  'DeletionDate',
  'ValidTo',
  'NextRotationDate',
  'OnDemandRotationStartDate',
  'RotationDate',
]);
/** AWS gives these answers only to callers from the key's own account. */
const OWN_ACCOUNT_ONLY = new Set(['GetKeyPolicy', 'ListKeyRotations', 'ListResourceTags']);
const ASSUMED = 'ASIALOOPBACK';
const SESSION: AwsSession = { secret: 'lychee', token: 'papaya' };
const OF_STS = new Set(['AssumeRole', 'GetCallerIdentity']);

/** AWS KMS and STS, with every account and region behind one address: a key's ARN names its account and region. */
export function aws(fixture: AwsFixture, { accessKeyId, session = SESSION }: AwsCredentials): Service {
  const keys = new Map(fixture.keys.map((key) => [String(key.metadata.Arn), key]));

  const callerAccount = (asked: Asked): string | undefined => {
    const [, id] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(asked.headers.authorization ?? '') ?? [];
    if (id === accessKeyId) return fixture.account;
    return id?.startsWith(ASSUMED) ? id.slice(ASSUMED.length) : undefined;
  };

  const denied = (asked: Asked): Reply => {
    const { operation, target } = call(asked);
    const who = `arn:aws:iam::${callerAccount(asked) ?? fixture.account}:user/byok-audit`;
    return OF_STS.has(operation)
      ? stsError(403, 'AccessDenied', `User: ${who} is not authorized to perform: sts:${operation} on resource: ${target}`)
      : kmsError(
          'AccessDeniedException',
          `User: ${who} is not authorized to perform: kms:${operation} on resource: ${target} because no resource-based policy allows the kms:${operation} action`,
        );
  };

  function callerIdentity(asked: Asked): Reply {
    const account = callerAccount(asked) ?? '';
    const role =
      fixture.roles
        ?.find(({ arn }) => arn.split(':')[4] === account)
        ?.arn.split('/')
        .at(-1) ?? '';
    const who =
      account === fixture.account
        ? `arn:aws:iam::${account}:user/byok-audit`
        : `arn:aws:sts::${account}:assumed-role/${role}/byok-audit`;
    return xml(
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${who}</Arn>` +
        `<UserId>AIDALOOPBACK</UserId><Account>${account}</Account></GetCallerIdentityResult>` +
        `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    );
  }

  function assumeRole(asked: Asked): Reply {
    const form = new URLSearchParams(asked.body);
    const role = fixture.roles?.find(({ arn }) => arn === form.get('RoleArn'));
    if (!role || (role.external_id !== undefined && role.external_id !== form.get('ExternalId'))) return denied(asked);
    const account = role.arn.split(':')[4] ?? '';
    const name = role.arn.split('/').at(-1) ?? '';
    return xml(
      200,
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser>` +
        `<AssumedRoleId>AROALOOPBACK:byok-audit</AssumedRoleId><Arn>arn:aws:sts::${account}:assumed-role/${name}/byok-audit</Arn></AssumedRoleUser>` +
        `<Credentials><AccessKeyId>${ASSUMED}${account}</AccessKeyId><SecretAccessKey>${session.secret}</SecretAccessKey>` +
        `<SessionToken>${session.token}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>` +
        `</AssumeRoleResult><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></AssumeRoleResponse>`,
    );
  }

  return {
    identify(asked) {
      const { operation, target } = call(asked);
      return `${OF_STS.has(operation) ? 'sts' : 'kms'}:${operation} ${target}`.trimEnd();
    },
    challenge(asked) {
      if (callerAccount(asked)) return undefined;
      const signed = asked.headers.authorization !== undefined;
      const type = signed ? 'UnrecognizedClientException' : 'MissingAuthenticationTokenException';
      return OF_STS.has(call(asked).operation)
        ? stsError(403, signed ? 'InvalidClientTokenId' : 'MissingAuthenticationToken', 'The security token is invalid.')
        : kmsError(type, 'The security token included in the request is invalid.');
    },
    answer(asked, corruption) {
      const { operation, target, input } = call(asked);
      if (operation === 'AssumeRole') return assumeRole(asked);
      if (operation === 'GetCallerIdentity') return callerIdentity(asked);
      const account = target.split(':')[4];
      const foreign = account !== callerAccount(asked);
      const key = keys.get(target);
      if (foreign && (!key || OWN_ACCOUNT_ONLY.has(operation))) return denied(asked);
      if (!key) return kmsError('NotFoundException', `Key '${target}' does not exist`);
      return answerFor(key, operation, input, fixture.page_size ?? 100, corruption);
    },
    refuse(kind, asked) {
      if (kind === 'deny') return denied(asked);
      const [sts, kms, message] = REFUSALS[kind];
      return OF_STS.has(call(asked).operation)
        ? stsError(...sts, message)
        : kmsError(kms, message, sts[0] === 409 || kind === 'server_error' ? sts[0] : 400);
    },
    refuseClock: (asked) =>
      OF_STS.has(call(asked).operation)
        ? stsError(403, 'SignatureDoesNotMatch', CLOCK)
        : kmsError('InvalidSignatureException', CLOCK),
  };
}

const CLOCK = 'Signature expired: 20250101T000000Z is now earlier than 20260101T000000Z';

const REFUSALS: Record<Exclude<Refusal, 'deny'>, [[number, string], string, string]> = {
  conflict: [[409, 'Conflict'], 'KMSInvalidStateException', 'The key is pending import.'],
  throttle: [[400, 'Throttling'], 'ThrottlingException', 'Rate exceeded'],
  server_error: [[500, 'InternalFailure'], 'KMSInternalException', 'The request processing has failed.'],
  not_found: [[404, 'NoSuchEntity'], 'NotFoundException', 'The key does not exist'],
};

/** Parses either protocol: JSON with the operation in a header (KMS), or a form that contains the operation (STS). */
function call({ headers, body }: Asked): { operation: string; target: string; input: Raw } {
  const [, operation] = /^TrentService\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
  if (!operation) {
    const form = new URLSearchParams(body);
    return { operation: form.get('Action') ?? '', target: form.get('RoleArn') ?? '', input: {} };
  }
  const input = JSON.parse(body) as Raw;
  return { operation, target: String(input.KeyId ?? ''), input };
}

function answerFor(key: Key, operation: string, input: Raw, pageSize: number, corruption: Corruption | undefined): Reply {
  const { metadata } = key;
  switch (operation) {
    case 'DescribeKey':
      return kms({ KeyMetadata: inEpochSeconds(metadata) });
    case 'GetKeyPolicy':
      return kms({ Policy: typeof key.policy === 'string' ? key.policy : JSON.stringify(key.policy), PolicyName: 'default' });
    case 'GetKeyRotationStatus':
      if (!key.rotation || metadata.Origin !== 'AWS_KMS') {
        return kmsError(
          'UnsupportedOperationException',
          `${metadata.Arn} origin is ${metadata.Origin} which is not valid for this operation.`,
        );
      }
      return kms({
        KeyId: metadata.Arn,
        ...inEpochSeconds(key.rotation),
        ...(metadata.KeyState === 'PendingDeletion' ? { KeyRotationEnabled: false } : {}),
      });
    case 'ListGrants':
      return page('Grants', (key.grants ?? []).map(inEpochSeconds), input, pageSize, corruption);
    case 'ListResourceTags':
      return page('Tags', key.tags ?? [], input, pageSize, corruption);
    case 'ListKeyRotations':
      if (metadata.KeySpec !== 'SYMMETRIC_DEFAULT') {
        return kmsError('UnsupportedOperationException', `${metadata.Arn} is not valid for this operation.`);
      }
      return page(
        'Rotations',
        (key.rotations ?? []).map((rotation) => ({ KeyId: metadata.Arn, ...inEpochSeconds(rotation) })),
        input,
        pageSize,
        corruption,
      );
    default:
      return kmsError('UnknownOperationException', '');
  }
}

function page(list: string, items: Raw[], input: Raw, pageSize: number, corruption: Corruption | undefined): Reply {
  const offset = Number(input.Marker ?? 0);
  const size = Math.min(Number(input.Limit ?? 50), pageSize);
  if (corruption?.kind === 'empty_pages') return kms({ [list]: [], Truncated: true, NextMarker: String(offset + 1) });
  const next = corruption?.kind === 'page_loop' ? offset : offset + size < items.length ? offset + size : undefined;
  return kms({
    [list]: items.slice(offset, offset + size),
    ...(next === undefined ? { Truncated: false } : { Truncated: true, NextMarker: String(next) }),
  });
}

const inEpochSeconds = (record: Raw): Raw =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      DATES.has(name) && typeof value === 'string' ? Date.parse(value) / 1000 : value,
    ]),
  );

const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': REQUEST_ID };
const kms = (body: Raw): Reply => ({ status: 200, headers: JSON_1_1, body });
const kmsError = (type: string, message: string, status = 400): Reply => ({
  status,
  headers: JSON_1_1,
  body: { __type: type, message },
});
const xml = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/xml' }, body });
const stsError = (status: number, code: string, message: string): Reply =>
  xml(
    status,
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
  );
