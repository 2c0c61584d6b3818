import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../free-port.ts';

/** A PostgreSQL server of our own on a loopback address; closing it deletes its data. */
export type Server = {
  /** Gives an empty database. */
  fresh: () => Promise<string>;
  url: string;
  close: () => Promise<void>;
};

const PASSWORD = 'quince';

/** @throws Error where PostgreSQL is not installed, or does not start */
export async function startPostgres(): Promise<Server> {
  const bin = binaries();
  const data = mkdtempSync(join(tmpdir(), 'byok-postgres-'));
  const port = await freePort();
  // PostgreSQL refuses to run as root
  const user = process.getuid?.() === 0 ? idOf('postgres') : undefined;
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  chmodSync(data, 0o700);
  const password = join(data, '..', `${data.split('/').at(-1)}.password`);
  execFileSync('sh', ['-c', `printf %s '${PASSWORD}' > ${password} && chmod 644 ${password}`]);
  const how = { cwd: '/', stdio: 'pipe', ...user } as const;
  const cluster = join(data, 'cluster');
  execFileSync(
    join(bin, 'initdb'),
    [
      ...['-D', cluster, '-U', 'gardener', '-A', 'scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8'],
      // like most servers: text is ordered by a language and not by bytes
      ...['--locale=C', '--locale-provider=icu', '--icu-locale=en-US'],
    ],
    how,
  );
  const server = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      cluster,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${data}`,
      '-c',
      'max_connections=60',
    ],
    { ...how, stdio: 'ignore' },
  );
  const at = (database: string) => `postgres://gardener:${PASSWORD}@127.0.0.1:${port}/${database}`;
  await ready(at('postgres'));
  let count = 0;
  return {
    url: at('postgres'),
    fresh: async () => {
      count += 1;
      await once(at('postgres'), `CREATE DATABASE orchard_${count}`);
      return at(`orchard_${count}`);
    },
    close: () =>
      new Promise((resolve) => {
        server.once('exit', () => resolve());
        server.kill('SIGQUIT');
      }),
  };
}

function binaries(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...globSync('/usr/lib/postgresql/*/bin')];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found === undefined) throw new Error('PostgreSQL is not installed: no initdb on the PATH or in /usr/lib/postgresql');
  return found;
}

const idOf = (name: string) => ({
  uid: Number(execFileSync('id', ['-u', name], { encoding: 'utf8' })),
  gid: Number(execFileSync('id', ['-g', name], { encoding: 'utf8' })),
});

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await once(url, 'SELECT 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('PostgreSQL does not answer');
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => {});
  }
}
