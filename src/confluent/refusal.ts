import type { Reply } from '../collect/get.ts';
import type { Failure, Hide } from '../collect/observe.ts';
import { failureOfStatus, oneLine } from '../collect/service-failure.ts';
import { isRecord, jsonIn } from '../input/is-record.ts';

/** A reply with a status that is no success. */
export class RefusedReply extends Error {
  readonly reply: Reply;
  readonly body: string;
  constructor(reply: Reply, body: string) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
    this.body = body;
  }
}

/** What it means. */
export function failureOf({ reply: { status, header }, body }: RefusedReply, hide: Hide): Failure {
  const id = header('x-request-id');
  const said = errorText(body);
  const detail = oneLine(hide, `HTTP ${status}`, said, id === null ? null : `request ${id}`);
  // both headers count seconds from now
  const wait = header('retry-after') ?? header('x-ratelimit-reset');
  const failure = failureOfStatus(status, detail, wait, said !== null) ?? { cause: 'malformed', detail, retry: false };
  return status === 501 ? { ...failure, retry: false } : failure;
}

/** The text of an error reply, in any of the five shapes in which Confluent's services send them, and in that of OAuth. */
export function errorText(body: string): string | null {
  const parsed = jsonIn(body);
  if (!isRecord(parsed)) return null;
  if (typeof parsed.error === 'string' && typeof parsed.error_description === 'string')
    return `${parsed.error}: ${parsed.error_description}`;
  const first: unknown = Array.isArray(parsed.errors) ? parsed.errors[0] : (parsed.error ?? parsed);
  if (!isRecord(first)) return typeof first === 'string' ? first : null;
  const parts = [first.code, first.title, first.detail ?? first.message ?? first.details].filter(
    (part): part is string | number => (typeof part === 'string' && part !== '') || typeof part === 'number',
  );
  return parts.length === 0 ? null : parts.join(': ');
}
