import { type KmsKey, keyNamed } from '../clouds/index.ts';
import type { Attestation } from '../config/attestation.ts';
import { instanceOf } from '../evaluate/instance.ts';
import { limitedAsk } from '../evaluate/limited.ts';
import type { Policy } from '../evaluate/policy.ts';
import { isKnown } from '../facts/fact.ts';
import { type Declared, locator } from '../locate/locate.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { type FileRead, keysOf, type Place, type Stored } from '../snapshot/stored.ts';
import { type Draft, documentOf } from '../subjects/draft.ts';
import type { Subject } from '../subjects/schema.ts';
import type { Shared } from '../subjects/shared.ts';
import type { Reference } from '../subjects/subjects.ts';
import { subjectWork } from './work.ts';

/** What a thread starts with: plain data, and the compiled module, which all threads share. */
export type Start = {
  shared: Shared;
  /** The file in which the KMS records stay; null where they come with the drafts. */
  file: FileRead | null;
  policy: Pick<Policy, 'module' | 'catalogue'>;
  /** How long a policy that is not ours may take for one subject, in milliseconds; null for our own. */
  limit: number | null;
  declared: Declared;
  /** The attestation that everything was listed, if one is in force. */
  whole: Attestation | null;
};

/** A draft, and the KMS record that its document needs, if there is one: in the file, or as it is. */
type Piece = { draft: Draft; place?: Place | undefined; key?: KmsKey | undefined };

/** Some subjects as a thread gets them: text, which is copied between threads many times faster than objects. */
export const partOf = (list: readonly Reference[], { kms }: Snapshot, stored: Stored | undefined): string =>
  JSON.stringify(
    list.map((one): Piece => {
      const draft = one.draft();
      if (draft.type !== 'key' || !isKnown(draft.with.kms)) return { draft };
      const name = draft.with.kms.value;
      return stored === undefined ? { draft, key: keyNamed(kms, name) } : { draft, place: stored.places.get(name.name) };
    }),
  );

/** The same work as on the main thread, of which a thread is given one part after the other. */
export function workFrom({ shared, file, policy: { module, catalogue }, limit, declared, whole }: Start) {
  const ask = limit === null ? instanceOf(module) : limitedAsk(module, limit);
  const work = subjectWork({ ask, catalogue, locate: locator(declared), whole });
  const keyAt = file === null ? undefined : keysOf(file);
  function* documents(part: string): Generator<Subject> {
    for (const { draft, place, key } of JSON.parse(part) as Piece[]) {
      const own = place === undefined ? key : keyAt?.(place);
      yield documentOf(shared, draft, ({ provider }) => (own?.provider === provider ? own : undefined));
    }
  }
  return { judge: (part: string) => work.judge(documents(part)), file: work.file };
}
