import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadAttestations, loadWaivers } from '../../src/config/load.ts';
import { config } from '../subjects/build.ts';

const RULES = [
  { id: 'cluster.ripe', severity: 'high' },
  { id: 'key.sour', severity: 'critical' },
];
const WAIVER = {
  id: 'W-1',
  rule: 'cluster.ripe',
  resource: 'lkc-apple',
  reason: 'The apple is picked in spring.',
  owner: 'Ann Apple',
  approved_by: 'Paul Pear',
  ticket: 'FRUIT-1',
  created: '2026-01-01',
  expires: '2026-12-31',
};
const ATTESTATION = {
  id: 'A-1',
  rule: 'cluster.ripe',
  resource: 'lkc-apple',
  statement: 'I tasted it.',
  evidence: 'Photograph 7',
  attested_by: 'Ann Apple',
  attested_at: '2026-01-01',
  expires: '2026-12-31',
};

const LOAD = { waivers: loadWaivers, attestations: loadAttestations };
type Kind = keyof typeof LOAD;

function load(kind: Kind, text: string) {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  writeFileSync(join(directory, 'kept.yaml'), text);
  return LOAD[kind](config(), RULES, { named: 'kept.yaml', directory });
}

/** The error message. */
function messageFor(kind: Kind, text: string): string {
  try {
    load(kind, text);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AuditError', exit: 65 });
    return (error as Error).message;
  }
  throw new Error('the file was accepted');
}

/** The message for an entry that is valid but for these fields; a field that is undefined is left out. */
const of = (kind: Kind, over: object, entry: object = kind === 'waivers' ? WAIVER : ATTESTATION) =>
  messageFor(kind, stringify({ [kind]: [{ ...entry, ...over }] }));
const ofWaiver = (over: object) => of('waivers', over);
const ofAttestation = (over: object) => of('attestations', over);

test('without a file there are no exceptions and no digest', () => {
  expect(loadWaivers(config(), RULES, { directory: '.' })).toEqual({ digest: null, entries: [] });
});

test('exceptions are read from the configured file, unless the command line names another', () => {
  const directory = mkdtempSync(join(tmpdir(), 'byok-audit-'));
  writeFileSync(join(directory, 'one.yaml'), stringify({ waivers: [WAIVER] }));
  writeFileSync(join(directory, 'none.yaml'), 'waivers: []\n');
  const named = config({ waivers: { named: 'one.yaml', file: join(directory, 'one.yaml') } });
  expect(loadWaivers(named, RULES, { directory: '/' })).toEqual({
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    entries: [WAIVER],
  });
  expect(loadWaivers(named, RULES, { named: 'none.yaml', directory }).entries).toEqual([]);
});

test('a file that cannot be read is an error that says where the file is named', () => {
  const named = config({ attestations: { named: 'kiwi.yaml', file: '/nowhere/kiwi.yaml' } });
  expect(() => loadAttestations(named, RULES, { directory: '/' })).toThrow(
    'kiwi.yaml: cannot be read: there is no such file. The configuration names it under attestations.',
  );
  expect(() => loadWaivers(config(), RULES, { named: 'kiwi.yaml', directory: '/nowhere' })).toThrow(
    'kiwi.yaml: cannot be read: there is no such file. The command line names it.',
  );
});

test('an empty file is not an empty list', () => {
  expect(messageFor('waivers', '')).toBe('kept.yaml:1:1: the file: the key "waivers" is missing');
  expect(messageFor('attestations', 'waivers: []\n')).toContain('attestations');
});

describe('reports an invalid field of a waiver at its place', () => {
  test.each([
    ['id', 7, 'kept.yaml:2:9: waivers.0.id: expected string, got 7'],
    ['id', 'W 1', 'kept.yaml:2:9: waivers.0.id: expected 1 to 100 characters without spaces, got "W 1"'],
    [
      'rule',
      'cluster.rip',
      'waivers.0.rule: expected the id of a rule (byok-audit rules lists them), got "cluster.rip"; did you mean "cluster.ripe"?',
    ],
    ['rule', 'cluster.*', 'waivers.0.rule: expected the id of a rule'],
    ['resource', ' ', 'kept.yaml:4:15: waivers.0.resource: expected a text that is not blank'],
    ['resource', ['lkc-apple'], 'waivers.0.resource: expected string, got ["lkc-apple"]'],
    ['reason', 'It is accepted', 'kept.yaml:5:13: waivers.0.reason: expected at least 15 characters, got "It is accepted"'],
    ['reason', `too short${' '.repeat(20)}`, 'waivers.0.reason: expected at least 15 characters'],
    ['owner', '', 'kept.yaml:6:12: waivers.0.owner: expected a text that is not blank'],
    ['approved_by', null, 'kept.yaml:7:18: waivers.0.approved_by: expected string, got null'],
    ['approved_by', '  ann APPLE ', 'kept.yaml:7:18: waivers.0.approved_by: the owner cannot approve the waiver'],
    ['approved_by', 'Ann\u00a0Ap\u200bple', 'waivers.0.approved_by: the owner cannot approve the waiver'],
    ['ticket', 4711, 'kept.yaml:8:13: waivers.0.ticket: expected string, got 4711'],
    ['created', '2026-02-30', 'kept.yaml:9:14: waivers.0.created: expected a day that exists, as YYYY-MM-DD, got "2026-02-30"'],
    ['created', '01.01.2026', 'waivers.0.created: expected a day that exists'],
    ['expires', '2026-12-31T00:00:00Z', 'kept.yaml:10:14: waivers.0.expires: expected a day that exists'],
    ['expires', '2027-02-29', 'waivers.0.expires: expected a day that exists'],
    ['expires', '2025-12-31', 'kept.yaml:10:14: waivers.0.expires: 2025-12-31 is before "created", 2026-01-01'],
    ['expires', '2027-01-02', 'waivers.0.expires: 2027-01-02 is 366 days after "created"; at most 365 are allowed'],
    ['compensating_control', '', 'kept.yaml:11:27: waivers.0.compensating_control: expected a text that is not blank'],
    ['approver', 'Paul', 'kept.yaml:11:5: waivers.0.approver: unknown key'],
  ])('an invalid waiver is reported: %s: %j', (field, value, expected) => {
    const message = ofWaiver({ [field]: value });
    expect(message).toContain(expected);
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toMatch(/^kept\.yaml:\d+:\d+: /);
  });

  test.each([
    [
      'owner',
      'NAME_AND_ROLE',
      'kept.yaml:6:12: waivers.0.owner: still the placeholder NAME_AND_ROLE; write the name and the role',
    ],
    ['owner', '<name and role>', 'waivers.0.owner: still the placeholder NAME_AND_ROLE'],
    ['reason', 'what_is_true', 'kept.yaml:5:13: waivers.0.reason: still the placeholder WHAT_IS_TRUE'],
    ['ticket', ' "Where_It_Is_Recorded". ', 'waivers.0.ticket: still the placeholder WHERE_IT_IS_RECORDED'],
    ['reason', 'It is accepted, since WHAT_IS_TRUE.', 'waivers.0.reason: still holds the placeholder WHAT_IS_TRUE; write'],
    ['approved_by', 'Paul Pear (NAME_AND\u200b_ROLE)', 'waivers.0.approved_by: still holds the placeholder NAME_AND_ROLE'],
    ['expires', 'YYYY-MM-DD', 'kept.yaml:10:14: waivers.0.expires: still the placeholder YYYY-MM-DD; write a day'],
    ['resource', 'KMS_NAME', 'waivers.0.resource: still the placeholder KMS_NAME; write the name of the KMS key'],
  ])('a waiver with a placeholder of the report in it is refused: %s: %j', (field, value, expected) => {
    const message = ofWaiver({ [field]: value });
    expect(message).toContain(expected);
    expect(message.split('\n')).toHaveLength(1);
  });

  test('a text that names a field of the report in a sentence holds no placeholder', () => {
    const reason = 'The kms_name and the cluster_id of WHAT_IS_TRUEST stay as they are.';
    expect(load('waivers', stringify({ waivers: [{ ...WAIVER, reason }] })).entries).toMatchObject([{ reason }]);
  });

  test.each(['id', 'rule', 'resource', 'reason', 'owner', 'approved_by', 'ticket', 'created', 'expires'])(
    'a waiver with %s missing is reported',
    (field) => {
      expect(ofWaiver({ [field]: undefined })).toBe(`kept.yaml:2:5: waivers.0: the key "${field}" is missing`);
    },
  );

  test('all mistakes of a file are reported at once, including those that a schema cannot express', () => {
    const lines = ofWaiver({ reason: 'no', approved_by: 'ann apple', ticket: 1, expires: '2028-01-01' }).split('\n');
    expect(lines.map((line) => line.split(': ')[1])).toEqual([
      'waivers.0.reason',
      'waivers.0.ticket',
      'waivers.0.approved_by',
      'waivers.0.expires',
    ]);
  });

  test('a repeated id is reported at the second entry, with the place of the first', () => {
    expect(messageFor('waivers', stringify({ waivers: [WAIVER, { ...WAIVER, resource: 'lkc-pear' }] }))).toBe(
      'kept.yaml:11:9: waivers.1.id: "W-1" is already the id of waivers.0',
    );
  });
});

describe('the term of a waiver', () => {
  const entriesOf = (over: object) => load('waivers', stringify({ waivers: [{ ...WAIVER, ...over }] })).entries;

  test.each([
    ['a year', { created: '2026-01-01', expires: '2027-01-01' }],
    ['a year that ends on a leap day', { created: '2027-03-01', expires: '2028-02-29' }],
    ['365 days over a leap day', { created: '2028-02-28', expires: '2029-02-27' }],
    ['one day', { created: '2028-02-29', expires: '2028-02-29' }],
    ['90 days of a critical rule', { rule: 'key.sour', created: '2026-01-01', expires: '2026-04-01' }],
  ])('the term of a waiver may be %s', (_, over) => {
    expect(entriesOf(over)).toEqual([{ ...WAIVER, ...over }]);
  });

  test.each([
    ['a year with a leap day in it', { created: '2028-01-01', expires: '2029-01-01' }, '366 days after'],
    [
      '91 days of a critical rule',
      { rule: 'key.sour', expires: '2026-04-02' },
      'at most 90 are allowed, because the rule is critical',
    ],
  ])('the term of a waiver may not be %s', (_, over, why) => {
    expect(ofWaiver(over)).toContain(why);
  });
});

describe('reports an invalid field of an attestation at its place', () => {
  test.each([
    [{ fact: 'whole_orchard', rule: undefined, resource: undefined }, 'attestations.0.fact: expected "whole_organization"'],
    [{ fact: 'whole_organization' }, 'attestations.0.fact: give either "fact", or "rule" and "resource"'],
    [{ resource: undefined }, 'attestations.0.resource: the key "resource" is missing'],
    [{ rule: undefined }, 'attestations.0.rule: the key "rule" is missing'],
    [{ rule: undefined, resource: undefined }, 'give the keys "rule" and "resource"'],
    [{ rule: 'cluster.rpe' }, 'did you mean "cluster.ripe"?'],
    [{ statement: '' }, 'attestations.0.statement: expected a text that is not blank'],
    [{ evidence: undefined }, 'attestations.0: the key "evidence" is missing'],
    [{ attested_by: 7 }, 'attestations.0.attested_by: expected string, got 7'],
    [{ attested_at: '2026-13-01' }, 'attestations.0.attested_at: expected a day that exists'],
    [{ expires: '2027-01-02' }, 'attestations.0.expires: 2027-01-02 is 366 days after "attested_at"; at most 365 are allowed'],
    [{ expires: '2025-01-02' }, 'attestations.0.expires: 2025-01-02 is before "attested_at"'],
    [{ owner: 'Ann' }, 'attestations.0.owner: unknown key'],
    [{ unlisted_clusters: 1 }, 'attestations.0.unlisted_clusters: this key belongs to "fact: whole_organization"'],
    [
      { fact: 'whole_organization', rule: undefined, resource: undefined, unlisted_clusters: 0 },
      'attestations.0.unlisted_clusters: ',
    ],
  ])('an invalid attestation is reported: %j', (over, expected) => {
    const message = ofAttestation(over);
    expect(message).toContain(expected);
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toMatch(/^kept\.yaml:\d+:\d+: /);
  });

  test('an attestation may cover the whole organization', () => {
    const { rule: _, resource: __, ...rest } = ATTESTATION;
    const whole = { ...rest, fact: 'whole_organization' };
    for (const one of [whole, { ...whole, unlisted_clusters: 2 }])
      expect(load('attestations', stringify({ attestations: [one] })).entries).toEqual([one]);
  });
});

test('a mistake in an entry is reported where an alias repeats the entry', () => {
  const text = `waivers:\n  - &one ${JSON.stringify(WAIVER)}\n  - *one\n`;
  expect(messageFor('waivers', text)).toMatch(/^kept\.yaml:\d+:\d+: waivers\.1\.id: "W-1" is already the id of waivers\.0$/);
});

test.each(['waivers: 7\n', 'waivers: [7]\n', '- 7\n', 'waivers: [{id: {a: 1}}]\n'])(
  '%j is rejected because it is not a list of entries',
  (text) => {
    expect(messageFor('waivers', text)).toMatch(/^kept\.yaml:1:\d+: /);
  },
);
