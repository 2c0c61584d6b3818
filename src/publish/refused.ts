import { AuditError, EXIT } from '../audit-error.ts';
import { oneLine } from '../collect/service-failure.ts';
import type { Secrets } from '../input/secrets.ts';
import { type Answer, messageIn } from './code-scanning.ts';

/** Statuses by which GitHub refuses the file itself, or what it is said to belong to. */
const OF_CONTENT: readonly number[] = [400, 413, 422];

const TOKEN: readonly string[] = [
  'In GitHub Actions the job needs "permissions: security-events: write", which a pull request from a fork is never given.',
  'A fine-grained token needs "Code scanning alerts: write" for the repository, a classic one the scope security_events.',
];

const ADVICE: Readonly<Record<number, readonly string[]>> = {
  400: ['GitHub rejected the file; no alert was changed.'],
  401: ['The token has expired, was revoked, or is of another host: GITHUB_API_URL says which one is asked.'],
  403: [...TOKEN, 'In a private repository GitHub Code Security (before: Advanced Security) must be enabled as well.'],
  404: [
    'There is no such repository, the token may not see it, code scanning is not available in it, or the commit was not pushed.',
    ...TOKEN,
  ],
  413: ['GitHub accepts at most 10 MB, compressed; no alert was changed.'],
};

const NOT_GITHUB = 'GITHUB_API_URL says who is asked: https://api.github.com, or of an Enterprise Server https://HOST/api/v3.';

/** Why GitHub did not do what was asked, in its own words, and what to do: 65 where the file is at fault, else 69. */
export function refused(what: string, { status, body }: Answer, secrets: Secrets): AuditError {
  const hide = (text: string) => secrets.hideInError(text);
  const message = messageIn(body);
  const said = oneLine(hide, `HTTP ${status}`, message ?? "not GitHub's own answer");
  return new AuditError(OF_CONTENT.includes(status) ? EXIT.input : EXIT.unavailable, [
    `${what}: ${said}`,
    ...errorsIn(body).map((error) => `  ${oneLine(hide, error)}`),
    ...(message === null ? [NOT_GITHUB] : (ADVICE[status] ?? [])),
  ]);
}

const MOST_ERRORS = 10;

/** What GitHub lists beside its message: texts, or objects with one. */
function errorsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return [];
  return listed(body.errors.map((error) => (typeof error === 'string' ? error : (messageIn(error) ?? JSON.stringify(error)))));
}

/** The first errors of a list, and how many more there are. */
export const listed = (errors: readonly string[]): string[] =>
  errors.length <= MOST_ERRORS ? [...errors] : [...errors.slice(0, MOST_ERRORS), `and ${errors.length - MOST_ERRORS} more`];
