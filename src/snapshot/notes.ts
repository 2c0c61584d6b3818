import { type KeyNotes, type KmsKey, type KmsName, keyNamed, notesOf } from '../clouds/index.ts';
import type { Snapshot } from './schema.ts';

type Kms = Snapshot['kms'];

const kept = new WeakMap<Kms, ReadonlyMap<string, KeyNotes>>();

/** Keeps what was noted of each key while the records were read: they stay in their file. */
export const keepNotes = (kms: Kms, notes: ReadonlyMap<string, KeyNotes>): void => void kept.set(kms, notes);

/** What other documents than its own rest on of what was collected about a key. */
export function notesIn(kms: Kms): (name: KmsName) => KeyNotes | undefined {
  const notes = kept.get(kms);
  if (notes === undefined) return (name) => noted(keyNamed(kms, name));
  return ({ name, provider }) => {
    const own = notes.get(name);
    return own?.provider === provider ? own : undefined;
  };
}

const noted = (key: KmsKey | undefined): KeyNotes | undefined => key && notesOf(key);
