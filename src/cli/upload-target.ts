import { execFileSync } from 'node:child_process';
import { wrongUsage } from '../audit-error.ts';
import { GITHUB_TOKENS, ofUsOnly } from '../input/known-secrets.ts';
import { commitIn, refIn, repositoryIn, type Target } from '../publish/target.ts';
import type { UploadOptions } from './options.ts';
import type { Session } from './session.ts';

/**
 * What an upload is for: by the flags, else by the variables of GitHub Actions, else ref and commit by git. Ref and commit come
 * from one place: an analysis of one commit under the ref of another closes and opens alerts that it knows nothing of.
 * @throws AuditError 64
 */
export function targetOf({ env, directory }: Session, options: UploadOptions): Target {
  const repository = options.repository ?? env.GITHUB_REPOSITORY;
  if (!repository)
    throw wrongUsage(
      'no repository to upload to: give --repository OWNER/NAME, or set GITHUB_REPOSITORY, as GitHub Actions does.',
    );
  const from = options.repository === undefined ? 'GITHUB_REPOSITORY' : '--repository';
  return { repository: repositoryIn(repository, from), ...revisionOf(env, directory, options) };
}

function revisionOf(env: Session['env'], directory: string, { ref, sha }: UploadOptions): Omit<Target, 'repository'> {
  if (ref !== undefined && sha !== undefined) return { ref: refIn(ref, '--ref'), commit: commitIn(sha, '--sha') };
  if (ref !== undefined || sha !== undefined)
    throw wrongUsage(
      '--ref and --sha go together: give the commit that was analysed, and the branch, tag or pull request that it is of.',
    );
  const { GITHUB_REF, GITHUB_SHA } = env;
  if (GITHUB_REF && GITHUB_SHA) return { ref: refIn(GITHUB_REF, 'GITHUB_REF'), commit: commitIn(GITHUB_SHA, 'GITHUB_SHA') };
  const git = (...args: string[]) => gitSays(env, directory, args);
  const [head, commit] = [git('symbolic-ref', '--quiet', 'HEAD'), git('rev-parse', '--verify', 'HEAD')];
  if (head === null || commit === null)
    throw wrongUsage(
      'no ref and commit to upload for: give --ref and --sha, or set GITHUB_REF and GITHUB_SHA, as GitHub Actions does, or run it in a folder where git has a branch checked out.',
    );
  return { ref: refIn(head, 'the branch that is checked out'), commit: commitIn(commit, 'the commit that is checked out') };
}

/** A line that git prints; null where it fails, or is not there. It is not given what is secret. */
function gitSays(env: Session['env'], cwd: string, args: readonly string[]): string | null {
  const secret = [...GITHUB_TOKENS, ...ofUsOnly(env)];
  const passed = Object.fromEntries(Object.entries(env).filter(([name]) => !secret.includes(name)));
  try {
    return execFileSync('git', args, {
      cwd,
      env: passed,
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
