import { wrongUsage } from '../audit-error.ts';

/** Where an analysis belongs: a repository `owner/name`, and the commit of a branch, tag or pull request that was analysed. */
export type Target = { repository: string; ref: string; commit: string };

const OWNER = /^[A-Za-z0-9][\w-]{0,99}$/;
const NAME = /^(?!\.{1,2}$)[\w.-]{1,100}$/;
const PULL = /^refs\/pull\/[1-9]\d{0,9}\/(?:merge|head)$/;
const BRANCH_OR_TAG = /^refs\/(?:heads|tags)\/(.{1,255})$/;
/** What git allows in no name of a branch or tag: `git help check-ref-format`. */
const NO_REF = /[\p{Cc}\s~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)|^@$/u;
/** SHA-1, or SHA-256, which GitHub takes as well. */
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/** @param from what names it, for the message @throws AuditError 64 */
export function repositoryIn(text: string, from: string): string {
  const [owner = '', name = '', ...more] = text.split('/');
  if (OWNER.test(owner) && NAME.test(name) && more.length === 0) return text;
  throw wrongUsage(`${from} is ${JSON.stringify(text)}, not the owner and the name of a repository, such as orchard/audit.`);
}

/** @param from what names it, for the message @throws AuditError 64 */
export function refIn(text: string, from: string): string {
  const [, name] = BRANCH_OR_TAG.exec(text) ?? [];
  if (PULL.test(text) || (name !== undefined && !NO_REF.test(name))) return text;
  throw wrongUsage(
    `${from} is ${JSON.stringify(text)}, not a whole ref: refs/heads/BRANCH, refs/tags/TAG, refs/pull/NUMBER/merge or refs/pull/NUMBER/head.`,
  );
}

/** @param from what names it, for the message @throws AuditError 64 */
export function commitIn(text: string, from: string): string {
  if (COMMIT.test(text)) return text.toLowerCase();
  throw wrongUsage(`${from} is ${JSON.stringify(text)}, not the whole id of a commit: 40 hexadecimal digits.`);
}
