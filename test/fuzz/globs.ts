import assert from 'node:assert/strict';
import fc from 'fast-check';
import { globsMatching, matcher } from '../../src/input/globs.ts';
import { hostileText } from './hostile.ts';
import { asJson, type Outcome, target } from './target.ts';

/** A glob as it is meant. */
type Glob = Part[];
type Part =
  | { kind: 'text'; text: string }
  | { kind: 'any' }
  | { kind: 'one' }
  | { kind: 'class'; not: boolean; members: string[]; range: [string, string] | null }
  | { kind: 'choice'; times: '@' | '?' | '*' | '+' | '{'; of: Glob[] };

type Case = { meant: Glob | null; glob: string; text: string };

const LETTERS = ['a', 'b', 'c', '-', '/', '.', '\n', '🍏'];
const letter = fc.constantFrom(...LETTERS);
/** What needs a backslash to stand for itself, anywhere in a glob. */
const SIGNS = [...'*?[]{}\\,|()@+!'];

const { glob: anyGlob } = fc.letrec<{ glob: Glob; part: Part }>((tie) => ({
  glob: fc.array(tie('part'), { maxLength: 4 }),
  part: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    {
      weight: 5,
      arbitrary: fc
        .string({
          unit: fc.oneof({ weight: 6, arbitrary: letter }, { weight: 1, arbitrary: fc.constantFrom(...SIGNS) }),
          minLength: 1,
          maxLength: 3,
        })
        .map((text): Part => ({ kind: 'text', text })),
    },
    { weight: 3, arbitrary: fc.constantFrom<Part>({ kind: 'any' }, { kind: 'any' }, { kind: 'one' }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('class' as const),
        not: fc.boolean(),
        members: fc.array(fc.constantFrom('a', 'b', 'x', '.', '/', '🍏'), { minLength: 1, maxLength: 3 }),
        range: fc.constantFrom<[string, string] | null>(null, ['a', 'b'], ['b', 'z'], ['c', 'a']),
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('@' as const, '?' as const, '*' as const, '+' as const, '{' as const),
          fc.array(tie('glob'), { minLength: 2, maxLength: 3 }),
        )
        .map(([times, of]): Part => ({ kind: 'choice', times, of })),
    },
  ),
}));

function written(glob: Glob): string {
  return glob
    .map((part) => {
      if (part.kind === 'text') return [...part.text].map((sign) => (SIGNS.includes(sign) ? `\\${sign}` : sign)).join('');
      if (part.kind === 'any') return '*';
      if (part.kind === 'one') return '?';
      if (part.kind === 'class')
        return `[${part.not ? '!' : ''}${part.members.join('')}${part.range === null ? '' : part.range.join('-')}]`;
      const choices = part.of.map(written);
      return part.times === '{' ? `{${choices.join(',')}}` : `${part.times}(${choices.join('|')})`;
    })
    .join('');
}

/** Where a match of a glob that begins at one of some places may end. */
const endsOf = (glob: Glob, text: readonly string[], from: ReadonlySet<number>): Set<number> =>
  glob.reduce((places, part) => endsOfPart(part, text, places), new Set(from));

function endsOfPart(part: Part, text: readonly string[], from: ReadonlySet<number>): Set<number> {
  const ends = new Set<number>();
  if (part.kind === 'choice') {
    const once = (places: ReadonlySet<number>) => new Set(part.of.flatMap((glob) => [...endsOf(glob, text, places)]));
    if (part.times === '?' || part.times === '*') for (const place of from) ends.add(place);
    const repeats = part.times === '*' || part.times === '+';
    let before = -1;
    for (let next = once(from); ends.size !== before; next = repeats ? once(ends) : next) {
      before = ends.size;
      for (const place of next) ends.add(place);
    }
    return ends;
  }
  for (const place of from) {
    if (part.kind === 'any') for (let end = place; end <= text.length; end += 1) ends.add(end);
    const here = text[place];
    if (here === undefined) {
      if (part.kind === 'text' && part.text === '') ends.add(place);
      continue;
    }
    if (part.kind === 'one') ends.add(place + 1);
    if (part.kind === 'text') {
      const wanted = [...part.text];
      if (wanted.every((sign, index) => text[place + index] === sign)) ends.add(place + wanted.length);
    }
    if (part.kind === 'class') {
      const [low, high] = part.range ?? ['', ''];
      const code = (sign: string) => sign.codePointAt(0) ?? 0;
      const isIn = part.members.includes(here) || (part.range !== null && code(low) <= code(here) && code(here) <= code(high));
      if (isIn !== part.not) ends.add(place + 1);
    }
  }
  return ends;
}

function check({ meant, glob, text }: Case): Outcome {
  const matches = matcher([glob])(text);
  if (meant !== null) assert.equal(matches, endsOf(meant, [...text], new Set([0])).has([...text].length));
  // of many the same, each once
  const others = ['*', `${glob}*`, 'a', glob];
  assert.equal([...globsMatching(others)(text)].filter((one) => one === glob).length, matches || glob === '*' ? 1 : 0);
  return matches ? 'accepted' : 'refused';
}

const short = fc.string({ unit: letter, maxLength: 8 });
const meant = fc.tuple(anyGlob, short).map(([glob, text]): Case => ({ meant: glob, glob: written(glob), text }));
/** A glob of any signs against a text, either of them long. */
const any = fc
  .tuple(
    fc.oneof(fc.string({ unit: fc.constantFrom(...LETTERS, ...SIGNS), maxLength: 40 }), hostileText),
    fc.oneof(
      short,
      hostileText,
      fc.nat(2000).map((length) => 'a'.repeat(length)),
    ),
    fc.constantFrom(1, 1, 20),
  )
  .map(([glob, text, times]): Case => ({ meant: null, glob: glob.repeat(times).slice(0, 2000), text }));

export const globs = target({
  name: 'globs',
  holds: 'a glob matches what it means, whatever it holds, in a time that its length limits',
  cases: fc.oneof({ weight: 4, arbitrary: meant }, { weight: 1, arbitrary: any }),
  stored: asJson<Case>(),
  check,
});
