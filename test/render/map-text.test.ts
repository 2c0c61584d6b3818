import { expect, test } from 'vitest';
import { fitted, nearlyWhole } from '../../src/render/html/map-text.ts';

test('a text that fits stays whole', () => {
  expect(fitted('orders-eu', 100, 12)).toEqual({ text: 'orders-eu', cut: false });
});

test('a name of several words is cut at its end, one without spaces in its middle', () => {
  expect(fitted('Orders of the European shops', 100, 12).text).toMatch(/^Orders of .*…$/);
  expect(fitted('arn:aws:kms:eu-west-1:111122223333:key/apple', 120, 12).text).toMatch(/^arn:aws.*….*apple$/);
});

test('a text with broad letters is cut earlier than one with narrow letters', () => {
  expect(fitted('W'.repeat(50), 100, 10).text.length).toBeLessThan(fitted('i'.repeat(50), 100, 10).text.length);
  expect(fitted('鍵'.repeat(50), 100, 10).text.length).toBeLessThan(fitted('k'.repeat(50), 100, 10).text.length);
});

test('no cut leaves half of a character or hides one', () => {
  for (let room = 10; room < 100; room += 1) {
    expect(fitted('🔑'.repeat(20), room, 10).text.isWellFormed()).toBe(true);
    expect(fitted('a\u202Eb'.repeat(20), room, 10).text).not.toContain('\u202E');
  }
});

test('a tooltip has a name whole up to 120 characters', () => {
  expect(nearlyWhole('x'.repeat(120))).toBe('x'.repeat(120));
  expect(nearlyWhole('x'.repeat(121))).toBe(`${'x'.repeat(120)}…`);
});
