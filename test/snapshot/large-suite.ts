import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { stringify } from 'safe-stable-stringify';
import { describe, expect, test } from 'vitest';
import { contentOf, digest, readSnapshot, serialize, storedAs } from '../../src/snapshot/file.ts';
import { type Large, readLarge } from '../../src/snapshot/large.ts';
import type { Snapshot } from '../../src/snapshot/schema.ts';
import { keysOf } from '../../src/snapshot/stored.ts';
import { awsKey, known, listed, onKey, registration, snapshot } from '../subjects/build.ts';
import { anyLayout, anySnapshot, CANONICAL, laidOut } from './layouts.ts';

export const file = join(mkdtempSync(join(tmpdir(), 'byok-audit-')), 'snapshot.json');
/** From how many bytes on a snapshot stays in its file: always, and never. */
export const [IN_PLACE, WHOLE] = [0, Number.POSITIVE_INFINITY];

/** What the reader of large snapshots gives. */
export function inPlace(options?: Parameters<typeof readLarge>[2]): Large | undefined {
  const descriptor = openSync(file, 'r');
  try {
    return readLarge(descriptor, file, options);
  } finally {
    closeSync(descriptor);
  }
}

/** What reading the file gives: the snapshot and its digest, or the message. */
function outcome(large: number): { json: string; digest: string } | { message: string } {
  let read: Snapshot;
  try {
    read = readSnapshot(file, undefined, large);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return { message: (error as Error).message };
  }
  return { json: JSON.stringify(read), digest: digest(read) };
}

/** What both ways of reading make of a file. */
export function bothWays(content: string | Uint8Array) {
  writeFileSync(file, content);
  const [inPlace, whole] = [outcome(IN_PLACE), outcome(WHOLE)];
  expect(inPlace).toEqual(whole);
  return whole;
}

export const apple = snapshot({
  keys: listed(registration('cck-apple')),
  clusters: { 'env-orchard': listed(onKey('lkc-apple', 'cck-apple'), onKey('lkc-pear', 'cck-apple')) },
  kms: { apple: awsKey({ policy: known('{"Version": "2012-10-17"}') }), pear: awsKey() },
});
apple.confluent.connectors = { 'lkc-apple': listed({ id: 'lcc-apple', name: known('[{"\\') }) };
export const APPLE = serialize(apple);

/** Snapshots of any content and layout, and files that were one: `npm test` takes a sample of them. */
export function testLargeSnapshots(runs: number): void {
  describe('a snapshot that stays in its file', () => {
    test('it is the same as one that is read whole, and so is its digest, whatever the layout of the file', () => {
      fc.assert(
        fc.property(anySnapshot, anyLayout, (made, layout) => {
          writeFileSync(file, laidOut(made, layout));
          const [inPlace, whole] = [readSnapshot(file, undefined, IN_PLACE), readSnapshot(file, undefined, WHOLE)];
          expect(JSON.stringify(inPlace)).toBe(JSON.stringify(whole));
          expect(isDeepStrictEqual(inPlace, whole)).toBe(true);
          expect(digest(inPlace)).toBe(digest(whole));
          expect(serialize(inPlace)).toBe(serialize(whole));
          // a name of the outline that is escaped is not looked for: such a file is read whole
          if (layout.escaped === 'none') expect(storedAs(inPlace)).toBeDefined();
        }),
        { numRuns: runs },
      );
    });

    test('it is the same however little of the file is read at once, also for another thread', () => {
      fc.assert(
        fc.property(anySnapshot, anyLayout, fc.integer({ min: 1, max: 200 }), (made, layout, window) => {
          writeFileSync(file, laidOut(made, { ...layout, escaped: 'none' }));
          const whole = JSON.stringify(readSnapshot(file, undefined, WHOLE));
          const read = inPlace({ window });
          if (read === undefined) throw new Error('it was not read');
          expect(JSON.stringify(read.snapshot)).toBe(whole);
          const keyAt = keysOf(structuredClone({ file, version: read.stored.version }));
          const keys = Object.fromEntries([...read.stored.places].map(([name, place]) => [name, keyAt(place)]));
          expect(JSON.stringify(keys)).toBe(JSON.stringify(JSON.parse(whole).kms));
        }),
        { numRuns: runs },
      );
    });

    test('its digest is that of the file where the file has canonical bytes, and the file is what is copied', () => {
      fc.assert(
        fc.property(anySnapshot, (made) => {
          writeFileSync(file, `${laidOut(made, CANONICAL)}\n`);
          const read = readSnapshot(file, undefined, IN_PLACE);
          expect(contentOf(read)).toEqual({ copyOf: file, sha256: digest(read).slice('sha256:'.length) });
          expect(digest(read)).toBe(digest(readSnapshot(file, undefined, WHOLE)));
          expect(readFileSync(file, 'utf8')).toBe(serialize(made));
        }),
        { numRuns: runs },
      );
    });
  });

  describe('a large file that was a snapshot is refused in the same words as a small one', () => {
    test('where it is cut off', () => {
      fc.assert(
        fc.property(fc.nat(APPLE.length - 2), (length) => {
          expect(bothWays(APPLE.slice(0, length))).toHaveProperty('message');
        }),
        { numRuns: runs },
      );
    });

    test('where one character of it is another', () => {
      fc.assert(
        fc.property(fc.nat(APPLE.length - 1), fc.constantFrom(...'{}[]",:\\ 0n\u0000é'), (at, other) => {
          bothWays(`${APPLE.slice(0, at)}${other}${APPLE.slice(at + 1)}`);
        }),
        { numRuns: runs },
      );
    });

    test('where a part of it stands a second time, or is missing', () => {
      const place = fc.nat(APPLE.length);
      fc.assert(
        fc.property(place, place, fc.boolean(), (one, two, isTwice) => {
          const [from, to] = [Math.min(one, two), Math.max(one, two)];
          bothWays(`${APPLE.slice(0, isTwice ? to : from)}${APPLE.slice(isTwice ? from : to)}`);
        }),
        { numRuns: runs },
      );
    });
  });

  test('the bytes of a snapshot file are those of a stable stringifier, in whatever order the names came', () => {
    fc.assert(
      fc.property(anySnapshot, anyLayout, (made, layout) => {
        const read: Snapshot = JSON.parse(laidOut(made, layout));
        expect(serialize(read)).toBe(`${stringify(made, null, 1)}\n`);
      }),
      { numRuns: runs },
    );
  });
}
