import { describe, expect, test } from 'vitest';
import type { CatalogueRule } from '../../src/evaluate/catalogue.ts';
import type { Fact } from '../../src/facts/fact.ts';
import { saidOf } from '../../src/report/verdict.ts';
import type { Subject } from '../../src/subjects/schema.ts';
import { rule } from '../evaluate/stub-policy.ts';
import { ARN, clusterOf, denied, keyOf, known, listed, missing, onKey, orchard, registration } from '../subjects/build.ts';
import { type Given, reported, reportedVerdict } from './evaluated.ts';

const of = orchard([onKey('lkc-apple', 'cck-apple')], { keys: listed(registration('cck-apple')) });
const apple: Subject = { ...clusterOf(of, 'lkc-apple'), parameters: { max_days: 30 } };
const ripe = rule('cluster.ripe', {
  messages: {
    pass: '{name} is ripe: {color}.',
    fail: '{name} ({id}) is {actual} and not {expected} after {param:max_days} days.',
    sour: '{id} is sour.',
    unfilled: '{kiwi} is sour.',
    soon: 'It ripens by {color}.',
  },
});

const report = (outcome: Given, subject: Subject = apple, by: CatalogueRule = ripe, organization?: string) =>
  reported(outcome, subject, by, organization);
const color = { color: known('red') };

describe('the text of a verdict', () => {
  test('a pass has the text of its rule', () => {
    expect(report({ status: 'pass', evidence: color })).toMatchObject({
      status: 'pass',
      severity: 'high',
      message: 'lkc-apple-name is ripe: red.',
      expected: null,
      actual: null,
      unknown: null,
      not_applicable: null,
      error: null,
      notes: [],
      remedy: null,
    });
  });

  test('a failure has the text of its rule, with what was expected and found', () => {
    expect(report({ status: 'fail', evidence: color, expected: ['red', 'yellow'], actual: 'green' })).toMatchObject({
      status: 'fail',
      message: 'lkc-apple-name (lkc-apple) is green and not red, yellow after 30 days.',
      expected: ['red', 'yellow'],
      actual: 'green',
    });
  });

  test.each([
    ['that of its message', 'sour', 5.9, 'is sour for 5 days'],
    ['that of all failures, if its message has none', 'soon', 1.5, 'is not red after 1 day'],
    ['and "within a day" in place of no days', 'fail', 0.3, 'is not red, and rots within a day'],
  ])('a failure has the headline of its rule: %s', (_, message, days, headline) => {
    const fail = message === 'fail' ? 'is not {expected}, and rots in {days} days' : 'is not {expected} after {days} days';
    const by = { ...ripe, headline: { fail, sour: 'is sour for {days} days' } };
    const outcome = { evidence: color, message, expected: 'red', actual: 'green', computed: { days } };
    expect(report({ status: 'fail', ...outcome }, apple, by).headline).toBe(headline);
    expect(report({ status: 'pass', evidence: color }, apple, by).headline).toBeNull();
  });

  test('a failure without the value that its headline names stays a failure, without a headline', () => {
    const by = { ...ripe, headline: { fail: 'is {shape}' } };
    const outcome = { status: 'fail', evidence: color, expected: 'red', actual: 'green' } as const;
    expect(report(outcome, apple, by)).toMatchObject({ status: 'fail', headline: null });
  });

  test('a failure of a rule without a headline has none', () => {
    const outcome = { status: 'fail', evidence: color, expected: 'red', actual: 'green' } as const;
    expect(report(outcome)).toMatchObject({ status: 'fail', headline: null });
  });

  test('a proven failure has "unknown" in place of a value that was not observed', () => {
    expect(report({ status: 'fail', evidence: { color: denied }, message: 'soon' }).message).toBe('It ripens by unknown.');
  });

  test('a verdict has the message that the outcome selects', () => {
    expect(report({ status: 'fail', evidence: color, message: 'sour' }).message).toBe('lkc-apple is sour.');
  });

  test('a verdict names the id when the name was not read', () => {
    expect(report({ status: 'pass', evidence: color }, { ...apple, name: null }).message).toBe('lkc-apple is ripe: red.');
  });

  test('a verdict has its notes as sentences', () => {
    expect(report({ status: 'pass', evidence: color, notes: ['sour', 'soon'] }).notes).toEqual([
      'lkc-apple is sour.',
      'It ripens by red.',
    ]);
  });

  test('a verdict says why the rule does not apply', () => {
    expect(report({ status: 'not_applicable', reason: 'it is a stone', evidence: {} })).toMatchObject({
      status: 'not_applicable',
      message: 'Not applicable: it is a stone.',
      not_applicable: { reason: 'it is a stone' },
    });
  });

  test('a verdict says how the rule broke', () => {
    expect(report({ status: 'error', detail: 'unreachable' })).toMatchObject({
      status: 'error',
      message: 'The rule broke on this subject: unreachable.',
      error: { detail: 'unreachable' },
      evidence: [],
    });
  });
});

const mistakes: [string, Given][] = [
  ['names a value that the rule does not return', { status: 'fail', evidence: color, message: 'unfilled' }],
  ['names such a value in a note', { status: 'pass', evidence: color, notes: ['unfilled'] }],
  ['is not in the catalogue', { status: 'fail', evidence: color, message: 'kiwi' }],
  ['has a name of JavaScript', { status: 'fail', evidence: color, message: 'constructor' }],
  ['needs what was found, which is missing', { status: 'fail', evidence: color, expected: 'red' }],
];
test.each(mistakes)('a verdict whose message %s is an error and never a pass', (_, outcome) => {
  const { status, error, message } = report(outcome);
  expect({ status, reported: error !== null, message }).toEqual({
    status: 'error',
    reported: true,
    message: expect.stringMatching(/^The rule broke on this subject: .*\.$/),
  });
});

test('an unknown verdict without an unknown fact is an error', () => {
  expect(report({ status: 'unknown', evidence: color })).toMatchObject({ status: 'error', unknown: null });
});

test('evidence is stored by name, sorted', () => {
  const evidence = { sweet: denied, color: known(null), days: known(1) };
  expect(report({ status: 'fail', evidence, message: 'sour' }).evidence).toEqual(['color', 'days', 'sweet']);
});

test('evidence is named by its path in the document, and messages use the name in the rule', () => {
  const by = rule('cluster.ripe', {
    messages: { pass: 'It is {own}.', fail: 'No.' },
    evidence: { own: 'key.kms_name' },
    applies_by: [],
  });
  const outcome = { status: 'pass' as const, evidence: ['own'] };
  const verdict = reportedVerdict({ rule: by.id, subject: apple, outcome }, by, apple, 'org-orchard');
  expect(verdict).toMatchObject({ evidence: ['key.kms_name'], message: `It is ${ARN}.` });
});

test('not applicable rests on the facts that prove it and on those in its notes', () => {
  const messages = { pass: 'Yes.', fail: 'No.', noted: 'Its name is {own}.' };
  const evidence = { own: 'key.kms_name', encryption: 'encryption', kind: 'kind' };
  const by = rule('cluster.ripe', { messages, evidence, applies_by: ['encryption'] });
  const on = (notes: string[]) => {
    const outcome = {
      status: 'not_applicable' as const,
      reason: 'it is a stone',
      evidence: ['encryption', 'kind', 'own'],
      notes,
    };
    return reportedVerdict({ rule: by.id, subject: apple, outcome }, by, apple, 'org-orchard').evidence;
  };
  expect(on([])).toEqual(['encryption']);
  expect(on(['noted'])).toEqual(['encryption', 'key.kms_name']);
});

test('a value that the rule computed is kept, and can be named in its messages', () => {
  const computed = { weight: 3 };
  const by = rule('cluster.ripe', { messages: { pass: 'It weighs {weight}.', fail: 'No.' } });
  expect(report({ status: 'pass', evidence: color, computed }, apple, by)).toMatchObject({ computed, message: 'It weighs 3.' });
});

describe('an unknown verdict', () => {
  const unknown = (evidence: Record<string, Fact<unknown>>) => report({ status: 'unknown', evidence });

  test('an unknown verdict has the cause, call and permission of each missing fact, by name', () => {
    const verdict = unknown({ sweet: missing('throttled', 'too many bees'), color: denied, size: known(1) });
    expect(verdict.unknown).toEqual({
      cause: 'denied',
      facts: [
        { fact: 'color', cause: 'denied', call: 'GET /orchard', permission: 'Gardener', detail: 'the orchard is closed' },
        { fact: 'sweet', cause: 'throttled', call: null, permission: null, detail: 'too many bees' },
      ],
    });
  });

  test('the message of a denied fact names the permission, and leaves a long answer of the service to the evidence', () => {
    const short = 'Could not be determined: color: access was denied; it needs Gardener';
    expect(unknown({ color: denied }).message).toBe(`${short}; the orchard is closed.`);
    const detail = `the orchard is closed, ${'as it was the day before, '.repeat(5)}and for ever`;
    const verdict = unknown({ color: { unknown: { ...denied.unknown, detail } } });
    expect(verdict.message).toBe(`${short}.`);
    expect(verdict.unknown?.facts[0]?.detail).toBe(detail);
  });

  test('the message of a denied fact names every permission that the verdict lacks, each once', () => {
    const picker = { unknown: { ...denied.unknown, permission: 'Picker' } };
    expect(unknown({ color: denied, size: picker, sweet: denied, sour: missing('timeout') }).message).toBe(
      'Could not be determined: color: access was denied; it needs Gardener, Picker; the orchard is closed.',
    );
  });

  test('the message of a call that failed names the call, long ids shortened', () => {
    const timeout = { cause: 'timeout' as const, call: `GET /orchard/${'a'.repeat(100)}`, detail: 'the bees sleep' };
    expect(unknown({ color: { unknown: timeout } }).message).toMatch(
      /^Could not be determined: color: the call took too long \(GET \/orchard\/a+\.\.\.a+\); the bees sleep\.$/,
    );
  });

  test('an unknown verdict lists what no API can show last, so that it does not hide what could be read', () => {
    const verdict = unknown({ color: missing('unsupported'), sweet: missing('timeout') });
    expect(verdict.unknown?.cause).toBe('timeout');
    expect(verdict.unknown?.facts.map(({ fact }) => fact)).toEqual(['sweet', 'color']);
  });

  test('an unknown verdict is unsupported when nothing else is missing', () => {
    expect(unknown({ color: missing('unsupported'), size: known(1) }).unknown?.cause).toBe('unsupported');
  });

  test('an unknown verdict has the cause of an observed value that the rule could not decide on', () => {
    const undecided = { color: { cause: 'unrecognized' as const, detail: 'blue is new' } };
    const verdict = report({ status: 'unknown', evidence: { color: known('blue'), size: denied }, undecided });
    expect(verdict.unknown?.facts.map(({ fact, cause, detail }) => [fact, cause, detail])).toEqual([
      ['color', 'unrecognized', 'blue is new'],
      ['size', 'denied', 'the orchard is closed'],
    ]);
  });

  test('an unknown verdict describes its facts in words', () => {
    expect(unknown({ other_clusters: missing('ambiguous') }).message).toMatch(/^Could not be determined: other clusters: /);
    expect(unknown({ encryption: denied }).message).toMatch(
      /^Could not be determined: with whose key the cluster is encrypted: access was denied; /,
    );
    expect(unknown({ constructor: denied }).message).toMatch(/^Could not be determined: constructor: /);
  });
});

describe('the fingerprint', () => {
  const { fingerprint } = report({ status: 'pass', evidence: color });
  const pass: Given = { status: 'pass', evidence: color };

  test('the fingerprint does not change when the subject is renamed or the status changes', () => {
    expect(report(pass, { ...apple, name: 'Granny Smith' }).fingerprint).toBe(fingerprint);
    const others: Given[] = [
      { status: 'fail', evidence: color, message: 'sour' },
      { status: 'unknown', evidence: { color: denied } },
      { status: 'not_applicable', reason: 'it is a stone', evidence: {} },
      { status: 'error', detail: 'unreachable' },
      { status: 'fail', evidence: color, message: 'kiwi' },
    ];
    for (const outcome of others) expect(report(outcome).fingerprint).toBe(fingerprint);
  });

  test('the fingerprint does not change with severity, texts and production', () => {
    const changed = rule('cluster.ripe', { severity: 'low', title: 'Kiwi' });
    expect(report(pass, { ...apple, production: known(false) } as Subject, changed).fingerprint).toBe(fingerprint);
  });

  test('the fingerprint differs by rule, subject, type of subject and organization', () => {
    const key: Subject = keyOf(of, 'cck-apple');
    const prints = [
      fingerprint,
      report(pass, apple, rule('cluster.sweet')).fingerprint,
      report(pass, { ...apple, id: 'lkc-pear' }).fingerprint,
      report(pass, { ...key, id: 'lkc-apple' }).fingerprint,
      report(pass, apple, ripe, 'org-garden').fingerprint,
    ];
    expect(new Set(prints).size).toBe(prints.length);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('the subject of a verdict is named by its type and id', () => {
  expect(report({ status: 'pass', evidence: color }).subject).toEqual({ type: 'cluster', id: 'lkc-apple' });
});

test('two keys on which the same clusters are named, and unlike many more are, are told apart', () => {
  const outcome = Object.freeze({ status: 'pass' as const, evidence: ['clusters'] });
  const by = {
    ...rule('key.ripe', { messages: { pass: 'On it: {clusters}.', fail: 'None.' } }),
    evidence: { clusters: 'clusters' },
  };
  const on = (more: number): Subject => ({ ...keyOf(of, 'cck-apple'), clusters: { ...known(['lkc-apple']), more } });
  expect([2, 5, 2].map((more) => saidOf(outcome, by, on(more)).message)).toEqual([
    'On it: lkc-apple and 2 more.',
    'On it: lkc-apple and 5 more.',
    'On it: lkc-apple and 2 more.',
  ]);
});

test('two keys with other holders share what is said of them but the sentence, which names the holders', () => {
  const outcome = Object.freeze({ status: 'pass' as const, evidence: ['holders'] });
  const by = {
    ...rule('key.ripe', { messages: { pass: 'Held by {holders}.', fail: 'None.' } }),
    evidence: { holders: 'holders' },
  };
  const heldBy = (...principals: string[]): Subject => {
    const rest = { whose: 'own' as const, may: [], by: 'key policy', why: null, doubt: null, declare: null };
    return { ...keyOf(of, 'cck-apple'), holders: known(principals.map((principal) => ({ principal, ...rest }))) };
  };
  const [pear, two, nobody] = [heldBy('pear'), heldBy('pear', 'apple', 'pear'), heldBy()].map((key) => saidOf(outcome, by, key));
  expect([pear, two, nobody].map((one) => one?.message)).toEqual(['Held by pear.', 'Held by apple, pear.', 'Held by none.']);
  expect(two?.body).toBe(pear?.body);
  expect(nobody?.body).toBe(pear?.body);
});
