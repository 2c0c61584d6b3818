import { wrongUsage } from '../audit-error.ts';
import { connectionsBy } from '../collect/connections.ts';
import { GITHUB_TOKENS } from '../input/known-secrets.ts';
import { proxyFor, proxyIn } from '../input/proxy.ts';
import { DAY } from '../input/time.ts';
import { refusedUrl } from '../input/url.ts';
import { codeScanning } from '../publish/code-scanning.ts';
import { deliverableIn, SARIF } from '../publish/deliverable.ts';
import { upload } from '../publish/upload.ts';
import { visible } from '../render/visible.ts';
import type { UploadOptions } from './options.ts';
import type { Session } from './session.ts';
import { terminalOf } from './terminal.ts';
import { targetOf } from './upload-target.ts';

/** A file of ten megabytes over a slow line takes longer than a call of a scan. */
const CALL_TIMEOUT_MS = 120_000;
const BACKOFF_MS = 1000;
const INTERVAL_MS = 2000;

/** Sends what a run has for code scanning, prints what became of it, sets the exit code: 2 where the run withholds the file. */
export async function runUpload(session: Session, folder: string, options: UploadOptions): Promise<void> {
  const { env, secrets, version, patience } = session;
  const terminal = terminalOf(session, options);
  const target = targetOf(session, options);
  const [token, api] = [tokenIn(env), apiIn(env)];
  const proxy = proxyFor(proxyIn(env), env);
  const deliverable = deliverableIn(session.path(folder), folder);
  const { repository, ref, commit } = target;
  const about = { repository, ref, commit_sha: commit, taken_at: deliverable.taken_at };
  if ('withheld' in deliverable) {
    session.exitCode = 2;
    const { withheld } = deliverable;
    if (options.json === true) session.printJson({ uploaded: false, ...about, withheld, exit_code: 2 });
    session.log('warning', [
      `nothing was uploaded, and all alerts stay as they are: the scan of ${about.taken_at} withholds ${SARIF}:`,
      `${withheld}.`,
    ]);
    return;
  }
  const { category, results, sha256 } = deliverable;
  // a scheduled job whose scan failed leaves the folder of the scan before
  if (Date.now() - Date.parse(about.taken_at) > DAY)
    terminal.warn(
      `the scan was made at ${about.taken_at}, more than a day ago: alerts that a newer scan opened are closed. Scan again: byok-audit scan`,
    );
  const deadline = AbortSignal.any([session.interruption.signal, AbortSignal.timeout(options.deadline)]);
  terminal.stage(`sending ${SARIF} to ${repository}: ${countOf(results)}`);
  const collection = {
    now: () => new Date().toISOString(),
    deadline,
    callTimeout: CALL_TIMEOUT_MS,
    backoff: BACKOFF_MS,
    ...patience,
    loopbackOnly: false,
    connections: connectionsBy(proxy),
    secrets,
    onCall: terminal.call,
  };
  const { sarif_id, analyses_url, warnings } = await upload(
    codeScanning(collection, { api, repository, token, version }),
    deliverable,
    target,
    { deadline, interval: patience?.interval ?? INTERVAL_MS, secrets, stage: terminal.stage },
  );
  for (const warning of warnings) terminal.warn(`GitHub: ${warning}`);
  if (options.json === true)
    session.printJson({ uploaded: true, ...about, category, results, sha256, sarif_id, analyses_url, warnings, exit_code: 0 });
  else if (options.quiet !== true)
    session.print(
      [
        `uploaded ${countOf(results)} of the scan of ${about.taken_at}`,
        `  repository  ${repository}`,
        `  ref         ${ref} at ${commit}`,
        `  category    ${visible(category)}`,
        `  analysis    ${analyses_url ?? sarif_id}`,
        '',
      ].join('\n'),
    );
}

const countOf = (results: number): string => `${results} ${results === 1 ? 'result' : 'results'}`;

/** @throws AuditError 64 */
function tokenIn(env: Session['env']): string {
  const name = GITHUB_TOKENS.find((variable) => env[variable]);
  if (name === undefined)
    throw wrongUsage(
      'no token for GitHub: set GITHUB_TOKEN in the environment, in GitHub Actions to the token of the job. It must be allowed to write code scanning results.',
    );
  const token = env[name]?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw wrongUsage(`${name} holds no token: a token has no spaces and no line breaks.`);
  return token;
}

/** @throws AuditError 64 */
function apiIn(env: Session['env']): string {
  const api = env.GITHUB_API_URL || 'https://api.github.com';
  const problem = refusedUrl(api);
  // the value may hold a password
  if (problem !== null) throw wrongUsage(`GITHUB_API_URL is not the address of GitHub's API: ${problem}`);
  return api.replace(/\/+$/, '');
}
