import { expect, test } from 'vitest';
import { controlsOf, type Framework } from '../../src/evaluate/catalogue.ts';

const framework = (id: string, requirements: Record<string, string[]>): Framework => ({
  id,
  title: id,
  version: '1',
  publisher: 'The orchard',
  url: 'https://example.org/',
  checked: null,
  cloud: null,
  profile_of: null,
  requirements: Object.entries(requirements).map(([name, rules]) => ({
    ...{ id: name, title: name, rules, beyond: null },
    ...{ at_most: {}, note: null, checked: null },
  })),
});

test('a rule may answer requirements of many frameworks, and is listed only for those that name it', () => {
  const frameworks = [
    framework('harvest', { 'H-1': ['key.ripe', 'key.sweet'], 'H-2': ['key.ripe'], 'H-3': [] }),
    framework('storage', { 'S-1': ['key.sweet'] }),
  ];
  expect(controlsOf(frameworks, 'key.ripe')).toEqual({ harvest: ['H-1', 'H-2'] });
  expect(controlsOf(frameworks, 'key.sweet')).toEqual({ harvest: ['H-1'], storage: ['S-1'] });
  expect(controlsOf(frameworks, 'key.sour')).toEqual({});
});
