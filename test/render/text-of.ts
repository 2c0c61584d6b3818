import type { Rendered } from '../../src/integrity/output.ts';

/** The whole text of a view; empty where it is withheld. */
export function textOf(rendered: Rendered): string {
  if ('withheld' in rendered) return '';
  const { content } = rendered;
  if (typeof content === 'string') return content;
  return Array.from(content, (piece) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'))).join('');
}
