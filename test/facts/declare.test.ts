import Type from 'typebox';
import { expect, test } from 'vitest';
import { blank, fact, factsIn, observed } from '../../src/facts/declare.ts';
import { unknown } from '../../src/facts/fact.ts';
import { compile } from '../../src/input/json-schema.ts';

const Tree = Type.Object({
  id: Type.String(),
  height: observed(Type.Number(), ['orchard:Measure']),
  leaves: Type.Object({ green: observed(Type.Boolean(), ['orchard:Look']) }),
  branches: Type.Record(Type.String(), observed(Type.Number(), ['orchard:Count'])),
});
const { height, leaves, branches } = Tree.properties;
const Fruit = Type.Object({
  ripe: fact(Type.Boolean(), [height, leaves, branches, 'orchard:Taste']),
  skin_color: fact(Type.String(), [leaves], { examples: ['red'] }),
});

test('a fact rests on the calls of the facts, groups and records that it is derived from', () => {
  const [ripe] = factsIn(Fruit);
  expect(ripe?.calls).toEqual(['orchard:Count', 'orchard:Look', 'orchard:Measure', 'orchard:Taste']);
});

test('a fact cannot be derived from something that no call gives', () => {
  expect(() => fact(Type.Boolean(), [Tree.properties.id])).toThrow('what no call gives');
});

test('a type with few values has them all as examples', () => {
  const examples = (value: Type.TSchema) => factsIn(Type.Object({ fruit: fact(value, [height]) }))[0]?.examples;
  expect(examples(Type.Boolean())).toEqual([true, false]);
  expect(examples(Type.Literal(true))).toEqual([true]);
  expect(examples(Type.Enum(['red', 'green'], { type: 'string' }))).toEqual(['red', 'green']);
  expect(examples(Type.Union([Type.Boolean(), Type.Null()]))).toEqual([true, false, null]);
  expect(examples(Type.Union([Type.String(), Type.Null()]))).toEqual([]);
});

test('the declaration of a fact does not appear in its JSON Schema', () => {
  expect(JSON.stringify(Fruit)).not.toContain('orchard');
});

test('the blank of a group has every fact as missing for the given reason, and matches its schema', () => {
  const closed = unknown('denied', 'the orchard is closed');
  expect(blank(Fruit, closed)).toEqual({ ripe: closed, skin_color: closed });
  expect(compile(Fruit)(blank(Fruit, closed))).toBe(true);
});
