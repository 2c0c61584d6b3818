// Step 2: installs what the lockfile of this commit names, by its digests, and bundles the command. No install script runs, and neither npm nor
// the build sees the credentials of the job. Nothing of it comes from a cache, which other workflows might write to.
import { run } from './program.ts';
import { variable, withoutCommands } from './runner.ts';

const directory = variable('GITHUB_ACTION_PATH');

const COMMON = /^(?:PATH|HOME|TMPDIR|LANG)$/;
/** What decides how npm reaches its registry. */
const NETWORK = /^(?:https?_proxy|no_proxy|node_extra_ca_certs|npm_config_.*)$/i;

const variables = (is: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => COMMON.test(name) || is(name)));

const steps: [string, string[], NodeJS.ProcessEnv][] = [
  ['npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], variables((name) => NETWORK.test(name))],
  [process.execPath, ['scripts/build.ts'], variables(() => false)],
];
await withoutCommands(async () => {
  for (const [program, args, env] of steps) {
    const { code } = await run(program, args, { directory, env });
    if (code === 0) continue;
    process.exitCode = code;
    break;
  }
});
