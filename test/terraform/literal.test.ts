import { expect, test } from 'vitest';
import { literalOf } from '../../src/terraform/literal.ts';

test('a literal is read as Terraform does, and one longer than any name or id is not', () => {
  expect(literalOf('"plum \\"red\\" \\u00e9"')).toBe('plum "red" é');
  expect(literalOf(`"${'x'.repeat(4000)}"`)).toHaveLength(4000);
  expect(literalOf(`"${'x'.repeat(9_000_000)}"`)).toBeUndefined();
});
