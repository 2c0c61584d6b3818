import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalRecord } from '../../src/snapshot/canonical.ts';
import { afterCanonical } from '../../src/snapshot/canonical-bytes.ts';
import { depthOf, SECTIONS } from '../../src/snapshot/records.ts';
import { awsKey, azureKey, gcpKey, known, onKey, registration } from '../subjects/build.ts';
import { anyLayout, isReadRightly, laidOut } from './layouts.ts';

/** Whether a text is found to be a whole record in canonical form. */
function isPlain(text: string, section: (typeof SECTIONS)[number]): boolean {
  const bytes = Buffer.from(`${text},\0\0`);
  return afterCanonical(bytes, 0, depthOf(section)) === bytes.length - 3;
}

const aSection = fc.constantFrom(...SECTIONS);
const aRecord = fc.dictionary(fc.string({ unit: 'binary', maxLength: 3 }), fc.jsonValue(), { maxKeys: 4 }).filter(isReadRightly);

describe('the canonical form of a record, from its bytes', () => {
  test('what is plainly canonical is what would be written, whatever the layout', () => {
    fc.assert(
      fc.property(aRecord, anyLayout, aSection, (record, layout, section) => {
        const text = laidOut(record, layout, depthOf(section));
        if (isPlain(text, section)) expect(canonicalRecord(section, JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('one character that is another, missing or twice there is seen', () => {
    const record = { b: [1, -2, 3.5, true, null, {}], a: { policy: '{"Version":"2012-10-17"}\n', name: 'é' }, c: [] };
    const text = canonicalRecord('kms', record);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'{}[]",:\\ 0a\n\u0000é', ''), fc.nat(1), (at, other, width) => {
        const changed = `${text.slice(0, at)}${other}${text.slice(at + width)}`;
        if (!isPlain(changed, 'kms')) return;
        let parsed: unknown;
        try {
          parsed = JSON.parse(changed);
        } catch {
          // of what is no JSON it says nothing
          return;
        }
        expect(canonicalRecord('kms', parsed)).toBe(changed);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['names out of order', '{\n   "b": 1,\n   "a": 1\n  }'],
    ['a name twice', '{\n   "a": 1,\n   "a": 1\n  }'],
    ['a name after one that it begins', '{\n   "ab": 1,\n   "a": 1\n  }'],
    ['a fraction that ends in zero', '{\n   "a": 1.0\n  }'],
    ['zero below zero', '{\n   "a": -0\n  }'],
    ['more digits than a number has', '{\n   "a": 12345678901234567890\n  }'],
    ['an escape that is not needed', '{\n   "a": "\\/"\n  }'],
    ['a letter as a code point', '{\n   "a": "\\u0061"\n  }'],
    ['an empty list on two lines', '{\n   "a": [\n   ]\n  }'],
    ['an indent too small', '{\n  "a": 1\n  }'],
    ['a space too many', '{\n   "a":  1\n  }'],
    ['a line that ends as on Windows', '{\r\n   "a": 1\r\n  }'],
  ])('%s is not canonical', (_, text) => {
    expect(canonicalRecord('kms', JSON.parse(text))).not.toBe(text);
    expect(isPlain(text, 'kms')).toBe(false);
  });

  test('it is plain of the records that there are, so that none has to be written again to compare', () => {
    const keys = [awsKey({ policy: known('{"Version":"2012-10-17"}') }), azureKey(), gcpKey()];
    for (const key of keys) expect(isPlain(canonicalRecord('kms', key), 'kms')).toBe(true);
    expect(isPlain(canonicalRecord('clusters', onKey('lkc-é', 'cck-a')), 'clusters')).toBe(true);
    expect(isPlain(canonicalRecord('keys', registration('cck-a')), 'keys')).toBe(true);
  });

  test('a value that is cut off, or deeper than any record, is not plain', () => {
    const text = canonicalRecord('kms', { a: { b: ['c', 1] } });
    for (let length = 0; length < text.length; length += 1)
      for (const end of ['', '\0\0\0\0\0\0\0\0']) expect(afterCanonical(Buffer.from(text.slice(0, length) + end), 0, 2)).toBe(-1);
    const deep = Array.from({ length: 100 }).reduce<unknown>((inside) => [inside], 1);
    expect(isPlain(canonicalRecord('kms', deep), 'kms')).toBe(false);
  });
});
