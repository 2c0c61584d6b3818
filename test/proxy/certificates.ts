import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Pair = { key: string; cert: string };

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority that nobody trusts, and certificates that it signed for these host names. */
export function authority(names: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'byok-audit-certificates-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const read = (key: string, cert: string): Pair => ({
    key: readFileSync(join(folder, key), 'utf8'),
    cert: readFileSync(join(folder, cert), 'utf8'),
  });
  const subject = ['-subj', '/CN=Orchard', '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`];
  const sign = (cert: string, days: number) =>
    openssl(
      ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      '-copy_extensions',
      'copy',
      '-days',
      `${days}`,
      '-out',
      cert,
    );

  openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Orchard authority',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
  );
  openssl('req', ...NEW_KEY, '-keyout', 'leaf.key', '-out', 'leaf.csr', ...subject);
  sign('leaf.pem', 2);
  sign('expired.pem', -1);
  return { file: join(folder, 'ca.pem'), valid: read('leaf.key', 'leaf.pem'), expired: read('leaf.key', 'expired.pem') };
}
