import { expect, test } from 'vitest';
import { limitedAsk } from '../../src/evaluate/limited.ts';
import { stubModule } from './stub-policy.ts';

const document = new TextEncoder().encode('{}');

test('a policy that ends gives the answer that it gives on the thread that asks', () => {
  const ask = limitedAsk(stubModule({ answer: '[{"result": {"ripe": true}}]' }), 60_000);
  for (const _ of [1, 2]) expect(ask(document, 'cluster')).toEqual([{ result: { ripe: true } }]);
});

test('a policy that breaks is asked again', () => {
  const ask = limitedAsk(stubModule({ abort: 'kiwi.rego:7: object keys conflict' }), 60_000);
  for (const _ of [1, 2]) expect(() => ask(document, 'cluster')).toThrow('kiwi.rego:7: object keys conflict');
});

test('a policy that gives no answer three times is not asked again', () => {
  const ask = limitedAsk(stubModule('loop'), 50);
  for (const _ of [1, 2, 3]) expect(() => ask(document, 'cluster')).toThrow('it gave no answer within 0.05 s, and was ended');
  const begun = performance.now();
  expect(() => ask(document, 'cluster')).toThrow('it is not asked again, since it gave no answer in time 3 times');
  expect(performance.now() - begun).toBeLessThan(50);
});
