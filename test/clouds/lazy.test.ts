import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const PRINT_LOADED = `
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
  await import('./src/clouds/index.ts');
`;

test('importing the list of clouds loads no SDK and no code that reads a cloud', () => {
  const loaded = execFileSync(process.execPath, ['--input-type=module', '--eval', PRINT_LOADED], { encoding: 'utf8' }).split(
    '\n',
  );
  expect(loaded.filter((url) => url.endsWith('/src/clouds/aws/name.ts'))).toHaveLength(1);
  expect(
    loaded.filter((url) => /\/(@aws-sdk|@smithy|@azure|@google-cloud|google-auth-library)\/|\/clouds\/\w+\/read\//.test(url)),
  ).toEqual([]);
});
