import { expect, test } from 'vitest';
import { countByState, isAlert, isFailing, isUnanswered, STATES, type Status, stateOf } from '../../src/report/state.ts';

const verdict = (status: Status) => ({ status, unknown: null, waiver: null, attestation: null });

test.each(['fail', 'error', 'pass', 'not_applicable'] as const)('a verdict of status %s has the state of that name', (status) => {
  expect(stateOf(verdict(status))).toBe(status);
});

test('a failure that a waiver covers is waived', () => {
  expect(stateOf({ ...verdict('fail'), waiver: {} })).toBe('waived');
});

test('an unknown needs an attestation only when no call could answer it', () => {
  expect(stateOf({ ...verdict('unknown'), unknown: { cause: 'unsupported' } })).toBe('needs_attestation');
  expect(stateOf({ ...verdict('unknown'), unknown: { cause: 'denied' } })).toBe('unknown');
});

test('a pass is attested when a person answered the verdict, but not when a person attested that everything was listed', () => {
  expect(stateOf({ ...verdict('pass'), attestation: {} })).toBe('attested');
  expect(stateOf({ ...verdict('pass'), attestation: { fact: 'whole_organization' } })).toBe('pass');
});

test('an alert is open for failures that count and for unknowns that may hide one, but not for what only a person can attest', () => {
  expect(STATES.filter(isAlert)).toEqual(['fail', 'unknown', 'error']);
  expect(STATES.filter(isFailing)).toEqual(['fail', 'waived']);
  expect(STATES.filter(isUnanswered)).toEqual(['unknown', 'needs_attestation', 'error']);
});

test('every state is counted, even if no verdict has it', () => {
  expect(countByState([{ state: 'fail' }, { state: 'waived' }, { state: 'fail' }])).toEqual({
    fail: 2,
    waived: 1,
    unknown: 0,
    needs_attestation: 0,
    error: 0,
    pass: 0,
    attested: 0,
    not_applicable: 0,
  });
});
