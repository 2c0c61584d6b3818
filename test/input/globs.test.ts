import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globsMatching, isExact, matcher } from '../../src/input/globs.ts';

const matches = (glob: string, text: string) => matcher([glob])(text);

test.each([
  ['lkc-*', ['lkc-', 'lkc-apple', 'lkc-a/b', 'lkc-a\nb'], ['lkc', 'xlkc-a', 'LKC-a']],
  ['*', ['', 'apple', '.', '..', 'a/b', '\n', '🍏'], []],
  ['*-prod', ['-prod', 'eu-prod', 'a/b-prod'], ['eu-prod-', 'eu_prod']],
  ['a?c', ['abc', 'a/c', 'a🍏c', 'a\nc'], ['ac', 'abbc']],
  ['a**c', ['ac', 'abbc'], ['ab']],
  ['[ab]*', ['a', 'bx'], ['c', '[ab]']],
  ['[!a-c]x', ['dx', '!x'], ['ax', 'bx', 'x']],
  ['[^a]', ['b'], ['a', '']],
  ['[]a]', [']', 'a'], ['', 'b']],
  ['[a-]', ['a', '-'], ['b']],
  ['[z-a]', [], ['a', 'z', '-']],
  ['[.^\\w]', ['.', '^', '\\', 'w'], ['a', '_']],
  ['lkc-{abc12,def34}', ['lkc-abc12', 'lkc-def34'], ['lkc-', 'lkc-abc12,def34']],
  ['{a,b{c,d*}}', ['a', 'bc', 'bd', 'bdx'], ['b', 'ac']],
  ['{a,}b', ['ab', 'b'], ['a']],
  ['{\\{,\\,}', ['{', ','], ['\\{', '']],
  ['!(a|b*)', ['', 'c', 'ab'], ['a', 'b', 'bc']],
  ['x@(a|b{c,d})', ['xa', 'xbc', 'xbd'], ['x', 'xb', 'xab']],
  ['+(a|b)', ['a', 'abba'], ['', 'ac']],
  ['*(a|b)c', ['c', 'abc'], ['xc']],
  ['?(a|b)c', ['c', 'ac'], ['abc']],
  ['@(a|@(b|c))', ['a', 'b', 'c'], ['']],
  ['a\\*', ['a*'], ['ab', 'a\\*']],
  ['a\\', ['a\\'], ['a']],
])('the glob %j matches what it should, and nothing else', (glob, those, others) => {
  expect(those.filter((text) => !matches(glob, text))).toEqual([]);
  expect(others.filter((text) => matches(glob, text))).toEqual([]);
});

test.each([
  'Orders (EU)',
  'x!(a)',
  '!(a)x',
  '@(a',
  '(a|b)',
  'a.b',
  '^a$',
  'a|b',
  '.*?'.replace(/[*?]/g, ''),
  '{a}',
  '{',
  '}',
  '{a,b',
  '[',
  '[]',
  '[ab',
  ']',
  '{1..3}',
  '\\Q',
])('%j has no special meaning', (name) => {
  for (const text of ['', 'a', 'b', 'x', '1', '2', 'ab', 'Orders ', 'Orders EU', 'a-b', `${name}x`, name.replace('\\', '')])
    expect([text, matches(name, text)]).toEqual([text, text === name.replace('\\', '')]);
});

test('a name is looked up if it has no sign of a glob', () => {
  expect(['lkc-apple', 'Orders (EU)', 'arn:aws:kms:eu-west-1:0:key/a', ''].filter((glob) => !isExact(glob))).toEqual([]);
  expect(['lkc-*', '?', '[ab]', '{a,b}', 'a\\b', '}', ']'].filter(isExact)).toEqual([]);
});

describe('of many globs', () => {
  test('all that match are found, each once', () => {
    const matching = globsMatching(['lkc-apple', 'lkc-*', '*-apple', '*', 'lkc-*', 'lkc-apple', 'pear', 'lkc-p*']);
    expect([...matching('lkc-apple')].sort()).toEqual(['*', '*-apple', 'lkc-*', 'lkc-apple']);
    expect([...globsMatching([])('')]).toEqual([]);
  });

  test('a glob with choices is found once, whichever of them a text is', () => {
    const matching = globsMatching(['{lkc,lsrc}-{apple,*}', '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}*', '@{(a),b}']);
    expect([...matching('lkc-apple')]).toEqual(['{lkc,lsrc}-{apple,*}']);
    expect([...matching('abababa-')]).toEqual(['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}*']);
    expect([...matching('@(a)'), ...matching('a'), ...matching('lkc')]).toEqual(['@{(a),b}']);
  });

  test('ten thousand with choices are looked for in ten thousand texts by how they begin and end', { timeout: 10_000 }, () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `lkc-${index}`);
    const matching = globsMatching(names.map((name) => `{${name},${name}-*}`));
    expect(names.every((name) => [...matching(name)].length === 1 && [...matching(`${name}-x`)].length === 1)).toBe(true);
  });

  test('the same match as one by one', () => {
    fc.assert(
      fc.property(fc.array(anyGlob, { maxLength: 20 }), anyText, (globs, text) => {
        const one = [...new Set(globs)].filter((glob) => matches(glob, text));
        expect([...globsMatching(globs)(text)].sort()).toEqual(one.sort());
      }),
      { numRuns: 300 },
    );
  });
});

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '\n', '.', '🍏'), maxLength: 12 });
const anyGlob = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?', '.', '^', ')', '|'), maxLength: 10 });
/** Globs with choices, and the same ones written out. */
const anyChoices = fc.array(fc.array(anyGlob, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }).map((groups) => ({
  glob: groups.map((choices) => (choices.length === 1 ? choices[0] : `{${choices.join(',')}}`)).join(''),
  alternatives: groups.reduce<string[]>((all, choices) => all.flatMap((begun) => choices.map((one) => begun + one)), ['']),
}));

/** By the definition: stars and question marks in whatever way they can be filled. */
function matchesByDefinition(glob: readonly string[], text: readonly string[]): boolean {
  let states = new Set([0]);
  const withStars = (places: Set<number>) => {
    for (const place of places) if (glob[place] === '*') places.add(place + 1);
    return places;
  };
  for (const character of text) {
    const next = new Set<number>();
    for (const place of withStars(states))
      if (glob[place] === '*') next.add(place);
      else if (place < glob.length && (glob[place] === '?' || glob[place] === character)) next.add(place + 1);
    states = next;
  }
  return withStars(states).has(glob.length);
}

test('a glob matches a text exactly if its stars and question marks can be filled so', () => {
  fc.assert(
    fc.property(anyGlob, anyText, (glob, text) => {
      expect(matches(glob, text)).toBe(matchesByDefinition([...glob], [...text]));
    }),
    { numRuns: 3000 },
  );
});

test('a glob with choices matches what one of its alternatives matches', () => {
  fc.assert(
    fc.property(anyChoices, anyText, ({ glob, alternatives }, text) => {
      expect(matches(glob, text)).toBe(alternatives.some((one) => matchesByDefinition([...one], [...text])));
    }),
    { numRuns: 2000 },
  );
});

test('a text may be anything, and so may a glob', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (glob, text) => {
      expect(typeof matches(glob, text)).toBe('boolean');
      expect(matches(`*${glob.replaceAll(/[[\]{}\\*?]/g, '\\$&')}*`, `${text}${glob}${text}`)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** The least seconds of some tries. */
function timeOf(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let left = 5; left > 0; left -= 1) {
    const begun = performance.now();
    work();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

test.each([
  ['many stars', '*a*a*a*a*a*a*a*a*b'],
  ['many choices', '{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}{a,aa}*b'],
  ['choices within choices', '{{a,a}{a,a},{a,a}*{a,a}*}*b'],
])('of a glob with %s a text eight times as long takes not much more than eight times as long', (_, glob) => {
  const took = (length: number) => timeOf(() => expect(matches(glob, 'a'.repeat(length))).toBe(false));
  expect(took(16_000) / took(2_000)).toBeLessThan(24);
});
