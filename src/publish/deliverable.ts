import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Type from 'typebox';
import { badInput } from '../audit-error.ts';
import { checkDocument } from '../input/document.ts';
import { bytesOf, textOf } from '../input/named-file.ts';
import { byName, text } from '../input/shapes.ts';
import { MB, sizeText } from '../input/size.ts';
import { utcOrNull } from '../input/time.ts';
import { MANIFEST } from '../integrity/manifest.ts';

/** The file that GitHub code scanning gets. */
export const SARIF = 'results.sarif';

/** GitHub refuses a file that has more when it is compressed. */
const MOST_COMPRESSED = 10 * MB;

/** What is read of a manifest; it holds more. That of a collection has no run. */
const Manifest = Type.Object({
  run: Type.Optional(Type.Object({ taken_at: text })),
  files: byName(text),
  withheld: byName(text),
});

/** What is read of the file; it holds more. */
const Sarif = Type.Object({
  runs: Type.Array(Type.Object({ automationDetails: Type.Object({ id: text }), results: Type.Array(Type.Unknown()) }), {
    minItems: 1,
    maxItems: 1,
  }),
});

/**
 * What a run has for code scanning, or why it has nothing.
 * @property content the file as GitHub takes it: compressed, in Base64
 */
export type Deliverable =
  | { withheld: string; taken_at: string }
  | { content: string; sha256: string; category: string; results: number; taken_at: string };

const AGAIN = 'Run the scan again: byok-audit scan';

/**
 * Reads the file of a run, and nothing but what the manifest of that run says is its own: one that an earlier run left, or
 * that somebody changed, would close the alerts of what it does not name.
 * @param folder absolute @param named as messages name the folder
 * @throws AuditError 65
 */
export function deliverableIn(folder: string, named: string): Deliverable {
  const at = (file: string) => ({ file: join(folder, file), named: join(named, file) });
  const advice = 'Name the folder that a scan wrote: byok-audit upload DIR';
  const manifest = textOf({ ...at(MANIFEST), advice, maxInput: MB });
  const { run, files, withheld } = checkDocument(at(MANIFEST).named, manifest, Manifest, { kind: 'manifest' });
  const taken_at = utcOrNull(run?.taken_at);
  // a name of the manifest may be one that every object has
  const reason = Object.hasOwn(withheld, SARIF) ? withheld[SARIF] : undefined;
  const digest = Object.hasOwn(files, SARIF) ? files[SARIF] : undefined;
  if (taken_at === null || (reason === undefined && digest === undefined))
    throw badInput(`${at(MANIFEST).named}: the run wrote no ${SARIF}. Run a scan, with sarif among its --format.`);
  if (reason !== undefined) return { withheld: reason, taken_at };
  const { named: name } = at(SARIF);
  const bytes = bytesOf({ ...at(SARIF), advice: AGAIN });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== digest)
    throw badInput(`${name}: it is not the file that ${MANIFEST} names: it was changed, or is of another run. ${AGAIN}`);
  const { runs } = checkDocument(name, bytes.toString('utf8'), Sarif, { kind: 'sarif' });
  const compressed = gzipSync(bytes);
  if (compressed.length > MOST_COMPRESSED)
    throw badInput(
      `${name}: it has ${sizeText(compressed.length)} compressed, and GitHub accepts at most ${sizeText(MOST_COMPRESSED)}. Nothing was sent.`,
    );
  const id = runs[0]?.automationDetails.id ?? '';
  return {
    content: compressed.toString('base64'),
    sha256,
    category: id.slice(0, Math.max(0, id.lastIndexOf('/'))),
    results: runs[0]?.results.length ?? 0,
    taken_at,
  };
}
