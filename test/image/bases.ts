import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

// No registry of images is asked: the two bases of the Dockerfile are made here of what this machine has. The one for the build has a shell,
// Node and npm; the one that runs has Node, at the place that it has in the distroless image, and nothing else.

const MODULES = join(import.meta.dirname, '../../node_modules');
const NODE = realpathSync(process.execPath);
const CERTIFICATES = process.env.NODE_EXTRA_CA_CERTS ?? '/etc/ssl/certs/ca-certificates.crt';

/** A program, at a place of its own, with the libraries that it is linked to. */
function program(root: string, from: string, to: string): void {
  place(root, from, to);
  librariesOf(root, from);
}

function librariesOf(root: string, file: string): void {
  const libraries = execFileSync('ldd', [file], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const library of libraries) place(root, library, library);
}

function place(root: string, from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  copyFileSync(realpathSync(from), join(root, to));
}

function withAccounts(root: string): void {
  for (const folder of ['etc', 'tmp', 'root', 'proc', 'dev']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/sbin/nologin\nnonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n',
  );
  writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n');
  place(root, CERTIFICATES, 'etc/ssl/certs/ca-certificates.crt');
}

/** What stands for the image that builds. */
export function buildingBase(root: string): string {
  withAccounts(root);
  program(root, '/bin/sh', 'bin/sh');
  program(root, '/usr/bin/env', 'usr/bin/env');
  program(root, NODE, 'usr/local/bin/node');
  // the bundler is a library, which needs others of the system
  for (const bundler of globSync(join(MODULES, '@rolldown/binding-linux-*-gnu/*.node'))) librariesOf(root, bundler);
  const npm = join(dirname(realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim())), '..');
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
  // how names are looked up, and how npm reaches its registry on this machine
  const lookup = [
    '/etc/resolv.conf',
    '/etc/nsswitch.conf',
    ...['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'].map((name) => `/lib/x86_64-linux-gnu/${name}`),
  ];
  for (const file of lookup) if (existsSync(file)) place(root, file, file);
  const settings = process.env.npm_config_userconfig ?? join(homedir(), '.npmrc');
  if (existsSync(settings)) place(root, settings, 'root/.npmrc');
  return root;
}

/** What stands for the image that runs. */
export function runningBase(root: string): string {
  withAccounts(root);
  program(root, NODE, 'nodejs/bin/node');
  return root;
}
