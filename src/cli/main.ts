#!/usr/bin/env node
// As little as possible happens before the arguments are known: `--version` is asked often, and by machines.
import manifest from '../../package.json' with { type: 'json' };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${manifest.version}\n`);
} else if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`byok-audit needs Node 22.18 or later; this is ${process.version}.\n`);
  process.exitCode = 64;
} else await (await import('./process.ts')).runProcess(manifest.version);
