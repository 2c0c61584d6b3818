import { expect, test } from 'vitest';
import { audit } from '../../src/audit.ts';
import { reportPieces } from '../../src/report/filed-pieces.ts';
import { evaluation } from '../pipeline/evaluation.ts';
import { listed, onKey, orchard, registration } from '../subjects/build.ts';
import { readBack } from './read-back.ts';

const clusters = Array.from({ length: 13 }, (_, index) => onKey(`lkc-${index}`, 'cck-apple'));
const of = orchard(clusters, { keys: listed(registration('cck-apple')) });

test.each([
  ['made before it is written', undefined],
  ['made while it is written', 0],
])('a list that names ten says in the file how many more there are, in a report that is %s', async (_, large) => {
  const { report } = await audit(of, evaluation(large === undefined ? {} : { large }));
  const text = Array.from(reportPieces(report), (piece) => Buffer.from(piece as string).toString('utf8')).join('');
  for (const read of [report, readBack(text)]) {
    const key = read.subjects.find(({ id }) => id === 'cck-apple');
    expect(key?.facts.clusters).toMatchObject({ value: expect.arrayContaining(['lkc-0']), more: 3 });
  }
});
