import { describe, expect, test } from 'vitest';
import { differences, type FieldCase } from './case.ts';

/** Tests cases, by what they are about: each comes out right, unless it is open. */
export function check(groups: Record<string, FieldCase[]>): void {
  describe.each(Object.entries(groups))('%s', (_, cases) => {
    test.each(cases.filter(({ open }) => !open))('$title', async (situation) => {
      expect(await differences(situation)).toEqual([]);
    });

    test.each(cases.filter(({ open }) => open))('not yet: $title', async (situation) => {
      expect(await differences(situation), 'it comes out right now: take `open` away').not.toEqual([]);
    });
  });
}
