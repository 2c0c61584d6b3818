import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { AuditError } from '../../src/audit-error.ts';
import { isRecord, jsonIn, propertyOf } from '../../src/input/is-record.ts';
import { Secrets } from '../../src/input/secrets.ts';
import { deliverableIn, SARIF } from '../../src/publish/deliverable.ts';
import { upload } from '../../src/publish/upload.ts';
import { goodSarif } from '../publish/sarif.ts';
import { anyBytes, changedJson } from './documents.ts';
import { FOLDER, put } from './file.ts';
import { assertRefused, assertSeen } from './refusal.ts';
import { asFile, asJson, type Bytes, type Outcome, target } from './target.ts';

const MANIFEST = 'manifest.json';
const GOOD = goodSarif();
const DIGEST = createHash('sha256').update(GOOD).digest('hex');

const manifestOf = (more: object): unknown => ({
  ...{ schema_version: '1.0', run: { id: 'plum', taken_at: '2026-11-24T12:00:00.000Z' }, configuration: null },
  ...{ files: { [SARIF]: DIGEST, 'report.json': DIGEST }, withheld: {}, ...more },
});

/** A file is sent only where the manifest names it, by its digest, and withholds nothing of that name. */
function checkManifest(bytes: Bytes): Outcome {
  put(SARIF, GOOD);
  const text = put(MANIFEST, bytes);
  try {
    const deliverable = deliverableIn(FOLDER, '');
    const manifest = jsonIn(text);
    const reason = propertyOf(manifest, 'withheld', SARIF);
    if ('withheld' in deliverable) assert.equal(deliverable.withheld, reason);
    else assert.deepEqual([propertyOf(manifest, 'files', SARIF), reason], [DIGEST, undefined]);
    return 'accepted';
  } catch (error) {
    const isAboutFile = error instanceof AuditError && error.message.startsWith(`${SARIF}:`);
    assertRefused(error, isAboutFile ? SARIF : MANIFEST, isAboutFile ? GOOD : text);
    return 'refused';
  }
}

export const manifest = target({
  name: 'manifest',
  holds: 'a file is uploaded only where it is named by its digest and not withheld',
  cases: fc.oneof(
    {
      weight: 12,
      arbitrary: changedJson([manifestOf({}), manifestOf({ files: {}, withheld: { [SARIF]: 'a cluster is missing' } })]),
    },
    { weight: 1, arbitrary: anyBytes },
  ),
  stored: asFile('json'),
  check: checkManifest,
});

const url = 'https://api.github.com/repos/orchard/audit/code-scanning/analyses?sarif_id=plum';
const RECEIPTS = [{ id: '47177e22-5596-11eb-80a1-c1e54ef945c6', url }];
const STATUSES = ['complete', 'failed', 'pending'].map((processing_status) => ({
  ...{ processing_status, analyses_url: url, errors: ['rejecting SARIF'] },
}));

type Replies = { receipt: string; status: string };

/** An upload succeeds only where GitHub says that it is complete; whatever else it says is reported, so that all of it shows. */
async function checkReplies({ receipt, status }: Replies): Promise<Outcome> {
  const observed = (code: number, text: string) => ({
    value: { status: code, body: jsonIn(text) },
    source: 'github',
    observed_at: '',
  });
  const deadline = new AbortController();
  let asked = 0;
  const scanning = {
    send: async () => observed(202, receipt),
    status: async () => {
      asked += 1;
      if (asked > 1) deadline.abort();
      return observed(200, status);
    },
  };
  const file = { content: '', sha256: DIGEST, category: 'byok-audit/orchard', results: 1, taken_at: '2026-11-24T12:00:00.000Z' };
  const aim = { repository: 'orchard/audit', ref: 'refs/heads/main', commit: 'c0ffee00'.repeat(5) };
  const going = { deadline: deadline.signal, interval: 0, secrets: new Secrets(), stage: () => {} };
  try {
    const { sarif_id, analyses_url, warnings } = await upload(scanning, file, aim, going);
    assert.equal(propertyOf(jsonIn(status), 'processing_status'), 'complete');
    assert.match(sarif_id, /^[\w-]+$/);
    for (const shown of [analyses_url ?? '', ...warnings]) assertSeen(shown);
    return 'accepted';
  } catch (error) {
    assert.ok(error instanceof AuditError, String(error));
    assert.ok([65, 69].includes(error.exit) && error.lines.length <= 12);
    for (const line of error.lines) assertSeen(line);
    if (isRecord(jsonIn(status)) && error.exit === 65) assert.equal(propertyOf(jsonIn(status), 'processing_status'), 'failed');
    return 'refused';
  }
}

export const githubReplies = target({
  name: 'github-replies',
  holds: 'an upload succeeds only where GitHub says that it is complete',
  cases: fc.record({
    receipt: fc.oneof(fc.constant(JSON.stringify(RECEIPTS[0])), changedJson(RECEIPTS)),
    status: changedJson(STATUSES),
  }),
  stored: asJson<Replies>(),
  check: checkReplies,
});
