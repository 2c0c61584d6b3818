import { AuditError } from '../audit-error.ts';
import { connecting, DIRECT } from '../collect/connections.ts';
import { postForm } from '../collect/get.ts';
import type { Collection, Failure, Hide } from '../collect/observe.ts';
import { type Lasting, renewed } from '../collect/renewed.ts';
import { failureOfConnection, MalformedReply, withoutCredentials } from '../collect/service-failure.ts';
import { propertyOf } from '../input/is-record.ts';
import { EXCHANGE, EXCHANGE_PATH } from './calls.ts';
import { failureOf, RefusedReply } from './refusal.ts';

/** An identity pool, and how to get a token of its identity provider: anew each time, since a file of one is replaced. */
export type Federated = { pool: string; externalToken: () => string };

const URN = 'urn:ietf:params:oauth';

/** Gives the token of Confluent, which lasts a quarter of an hour. It is not to be had: ExchangeFailed. */
export function exchangedAt(
  endpoint: string,
  { pool, externalToken }: Federated,
  { connections = DIRECT, deadline, callTimeout, secrets }: Collection,
): () => Promise<string> {
  const url = new URL(`${endpoint}${EXCHANGE_PATH}`);
  return renewed(async () => {
    const timeLimit = AbortSignal.timeout(callTimeout);
    const signal = AbortSignal.any([deadline, timeLimit]);
    try {
      const subject_token = externalToken();
      secrets.learn(subject_token);
      const form = {
        grant_type: `${URN}:grant-type:token-exchange`,
        identity_pool_id: pool,
        subject_token_type: `${URN}:token-type:jwt`,
        subject_token,
        requested_token_type: `${URN}:token-type:access_token`,
      };
      const reply = await connecting(() => postForm(url, form, connections, signal), signal);
      const body = await reply.body();
      if (reply.status < 200 || reply.status >= 300) throw new RefusedReply(reply, body);
      const token = tokenIn(JSON.parse(body));
      secrets.learn(token.value);
      return token;
    } catch (error) {
      throw new ExchangeFailed(error, timeLimit.aborted);
    }
  });
}

function tokenIn(reply: unknown): Lasting<string> {
  const [value, seconds, type] = ['access_token', 'expires_in', 'token_type'].map((name) => propertyOf(reply, name));
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw new MalformedReply('the reply holds no access token');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw new MalformedReply('the token is not of type Bearer');
  if (typeof seconds !== 'number' || !(seconds > 0)) throw new MalformedReply('the reply does not say how long the token lasts');
  return { value, seconds };
}

/** The token of the identity provider was not exchanged for one of Confluent. */
export class ExchangeFailed extends Error {
  override name = 'ExchangeFailed';
  readonly #isOutOfTime: boolean;
  constructor(cause: unknown, isOutOfTime: boolean) {
    super('the token of the identity provider was not exchanged', { cause });
    this.#isOutOfTime = isOutOfTime;
  }

  /** What that means for a call that needs it: no permission on what it reads would help. */
  meaning(hide: Hide): Failure {
    return { ...this.#failure(hide), permission: null, instead: EXCHANGE };
  }

  #failure(hide: Hide): Failure {
    const { cause } = this;
    if (this.#isOutOfTime) return { cause: 'timeout', detail: 'the token exchange was not answered in time', retry: true };
    if (cause instanceof AuditError) return withoutCredentials(EXCHANGE)(hide(cause.message));
    if (!(cause instanceof RefusedReply)) return failureOfConnection(cause, hide);
    const failure = failureOf(cause, hide);
    // RFC 6749: a token that is not accepted is a bad request
    return cause.reply.status === 400 ? { ...failure, cause: 'denied' } : failure;
  }
}
