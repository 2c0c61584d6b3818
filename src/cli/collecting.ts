import http from 'node:http';
import https from 'node:https';
import type { Collecting } from '../audit.ts';
import { wrongUsage } from '../audit-error.ts';
import { type Connections, connectionsBy } from '../collect/connections.ts';
import { proxyFor, proxyIn } from '../input/proxy.ts';
import { isLoopbackUrl } from '../input/url.ts';
import { confluentCredentials } from './confluent-credentials.ts';
import type { load } from './evaluation.ts';
import type { CollectOptions } from './options.ts';
import type { Session } from './session.ts';

const CALL_TIMEOUT_MS = 30_000;
const BACKOFF_MS = 250;

/**
 * What the collectors are given: credentials from the environment, the clock, the deadline.
 * @throws AuditError 64 without Confluent credentials (65 where a file of them is none), or where the clock is set by hand for a real endpoint
 */
export function collecting(session: Session, { config, terminal }: ReturnType<typeof load>, options: CollectOptions): Collecting {
  const { env } = session;
  const credentials = confluentCredentials(session);
  const { asOf } = options;
  if (asOf !== undefined && !isLoopbackUrl(config.confluent.endpoint))
    throw wrongUsage(
      `--as-of on a scan sets the time of the collection, which is for emulators only: confluent.endpoint is ${config.confluent.endpoint}, not a loopback address. ` +
        'To evaluate a snapshot as of another time: byok-audit evaluate SNAPSHOT --as-of DAY',
    );
  const connections = connectionsBy(proxyFor(proxyIn(env), env));
  takeOver(connections);
  return {
    credentials,
    env,
    taken_at: asOf ?? new Date().toISOString(),
    collection: {
      now: () => asOf ?? new Date().toISOString(),
      deadline: AbortSignal.any([session.interruption.signal, AbortSignal.timeout(options.deadline)]),
      callTimeout: CALL_TIMEOUT_MS,
      backoff: BACKOFF_MS,
      ...session.patience,
      loopbackOnly: asOf !== undefined,
      connections,
      secrets: session.secrets,
      onCall: terminal.call,
      expect: terminal.expect,
    },
  };
}

/** A library that connects by itself, as to a metadata service, asks nobody but us which way: not Node's own settings either. */
function takeOver(connections: Connections): void {
  http.globalAgent = connections.http;
  https.globalAgent = connections.https;
}
