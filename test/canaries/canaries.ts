import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { Canaries } from './oracle.ts';

const random = (name: string, length = 44) => createHash('sha512').update(name).digest('base64').slice(0, length);

/** One for each credential, as unlike each other as such are; those that people choose are short, or have odd characters. */
export const CANARIES = {
  confluent_secret: random('confluent', 64),
  aws_secret: random('aws', 40),
  aws_session_token: random('aws session', 88),
  assumed_secret: random('assumed', 40),
  assumed_token: random('assumed session', 88),
  azure_token: random('azure', 60),
  gcp_token: random('gcp', 60),
  pgpassword: random('pgpassword', 14),
  history_password: `${random('history', 20)} "q\\/%+`,
  pgpass: random('pgpass', 24),
  proxy_password: `${random('proxy', 20)}@:/ ${random('proxy again', 10)}`,
  azure_client_secret: random('azure client', 40),
  google_refresh_token: random('google refresh', 70),
  google_client_secret: random('google client', 35),
  own_token: random('own', 30),
} satisfies Canaries;

/** What the stand-ins take as credentials, and give for the session of a role. */
export const STAND_INS = {
  credentials: {
    CONFLUENT_CLOUD_API_SECRET: CANARIES.confluent_secret,
    AWS_SECRET_ACCESS_KEY: CANARIES.aws_secret,
    BYOK_AUDIT_AZURE_TOKEN: CANARIES.azure_token,
    BYOK_AUDIT_GCP_TOKEN: CANARIES.gcp_token,
  },
  session: { secret: CANARIES.assumed_secret, token: CANARIES.assumed_token },
};

/** A server of PostgreSQL's protocol that refuses whoever connects, and says why with all canaries. */
export async function refusingPostgres(said: () => string) {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      const fields = `SFATAL\0VFATAL\0CXX000\0M${said().replaceAll('\0', '')}\0\0`;
      const message = Buffer.from(`E....${fields}`);
      message.writeInt32BE(message.length - 1, 1);
      socket.end(message);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return { port: typeof at === 'object' ? (at?.port ?? 0) : 0, close: () => void server.close() };
}
