import { setTimeout as sleep } from 'node:timers/promises';
import Type from 'typebox';
import { AuditError, badInput, EXIT } from '../audit-error.ts';
import { oneLine } from '../collect/service-failure.ts';
import { isKnown } from '../facts/fact.ts';
import { compile } from '../input/json-schema.ts';
import type { Secrets } from '../input/secrets.ts';
import { enumeration, nullable, text } from '../input/shapes.ts';
import { visible } from '../render/visible.ts';
import type { Answer, CodeScanning } from './code-scanning.ts';
import type { Deliverable } from './deliverable.ts';
import { listed, refused } from './refused.ts';
import type { Target } from './target.ts';

const Receipt = Type.Object({ id: Type.String({ pattern: '^[\\w-]{1,100}$' }) });
const Status = Type.Object({
  processing_status: enumeration('pending', 'complete', 'failed'),
  analyses_url: Type.Optional(nullable(text)),
  errors: Type.Optional(nullable(Type.Array(text))),
});

/** A file that GitHub has processed. `warnings`: what GitHub found all the same. */
export type Uploaded = { sarif_id: string; analyses_url: string | null; warnings: string[] };

/**
 * How to go about it.
 * @property deadline ends the upload when its time is up
 * @property interval milliseconds until GitHub is asked again what became of the file; grows with each time
 * @property stage called with each step that begins
 */
type Going = { deadline: AbortSignal; interval: number; secrets: Secrets; stage: (message: string) => void };

const LONGEST_INTERVAL_MS = 15_000;

/**
 * Sends a file to code scanning, and waits until GitHub has processed it.
 * @throws AuditError 65 where GitHub rejects the file, 69 where it cannot be asked, refuses the credentials, or is not
 *   done in time
 */
export async function upload(
  scanning: CodeScanning,
  { content, taken_at }: Exclude<Deliverable, { withheld: string }>,
  { repository, ref, commit }: Target,
  { deadline, interval, secrets, stage }: Going,
): Promise<Uploaded> {
  const isLate = () => deadline.aborted;
  const sent = await scanning.send({
    commit_sha: commit,
    ref,
    sarif: content,
    started_at: taken_at.replace(/\.\d+Z$/, 'Z'),
    tool_name: 'byok-audit',
  });
  if (!isKnown(sent)) throw unavailable(`the upload to ${repository} failed`, isLate() ? TIME_IS_UP : sent.unknown.detail);
  if (sent.value.status !== 202) throw refused(`GitHub refused the upload to ${repository}`, sent.value, secrets);
  const { id } = checked(Receipt, sent.value, 'the receipt');
  const unclear = `GitHub accepted the file as ${id}, but whether its results were stored is not known`;
  for (let wait = interval, asked = 1; ; wait = Math.min(wait * 1.5, LONGEST_INTERVAL_MS), asked++) {
    if (asked === 1) stage('GitHub accepted the file and is processing it');
    const reply = await scanning.status(id);
    if (!isKnown(reply)) throw unavailable(unclear, isLate() ? TIME_IS_UP : reply.unknown.detail);
    if (reply.value.status !== 200) throw refused(unclear, reply.value, secrets);
    const { processing_status, analyses_url = null, errors } = checked(Status, reply.value, 'the status of the upload');
    const said = listed(errors ?? []).map((error) => visible(oneLine((one) => secrets.hideInError(one), error)));
    if (processing_status === 'failed')
      throw badInput([
        `GitHub could not process the file (${id}):`,
        ...(said.length === 0 ? ['it does not say why'] : said).map((error) => `  ${error}`),
      ]);
    if (processing_status === 'complete')
      return { sarif_id: id, analyses_url: analyses_url === null ? null : visible(analyses_url), warnings: said };
    await sleep(wait, undefined, { signal: deadline }).catch(() => {});
    if (isLate()) throw unavailable(unclear, TIME_IS_UP);
  }
}

const TIME_IS_UP = 'the time for the upload was up; --deadline gives it more';

const unavailable = (what: string, detail: string): AuditError => new AuditError(EXIT.unavailable, `${what}: ${detail}`);

/** A reply that is what GitHub documents. @throws AuditError 69 */
function checked<S extends Type.TSchema>(schema: S, { body }: Answer, what: string): Type.Static<S> {
  if (compile(schema, { fillDefaults: false })(body)) return body;
  throw unavailable('the upload failed', `${what} is not what GitHub documents`);
}
