#!/usr/bin/env node
// As little as possible happens before the arguments are known: `--version` is asked often, and by machines.
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${version}\n`);
} else if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`byok-audit needs Node 22.18 or later; this is ${process.version}.\n`);
  process.exitCode = 64;
} else {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv.slice(2), version);
}
