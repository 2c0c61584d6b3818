import { expect, test } from 'vitest';
import { checklistOf, checkReferences } from '../../scripts/checklists.ts';
import { rule } from '../evaluate/stub-policy.ts';

const PLANTING = `planting:
  title: Planting a tree
  summary: Choose a place.
  steps:
    - {title: Dig, text: Dig a hole., cli: {aws: [aws dig PLACE]}}
`;
const planting = checklistOf('checklists/planting.yaml', PLANTING);
const following = (checklist: string) => rule('key.ripe', { remediation: { summary: 'Plant it.', checklist } });

test('a checklist has the name of its file', () => {
  expect(planting).toEqual({
    id: 'planting',
    title: 'Planting a tree',
    summary: 'Choose a place.',
    steps: [{ title: 'Dig', text: 'Dig a hole.', cli: { aws: ['aws dig PLACE'] } }],
  });
});

test('a checklist with a mistake is rejected with its line', () => {
  expect(() => checklistOf('checklists/planting.yaml', PLANTING.replace('summary', 'sumary'))).toThrow(
    /checklists\/planting\.yaml:3:\d+/,
  );
  expect(() =>
    checklistOf(
      'checklists/planting.yaml',
      PLANTING.replace('PLACE', '"{place}"').replace('[aws dig "{place}"]', '["aws dig {place}"]'),
    ),
  ).toThrow(/names no subject/);
});

test('a rule follows checklists that exist, and each checklist is followed', () => {
  expect(() => checkReferences([planting], [following('planting')])).not.toThrow();
  expect(() => checkReferences([planting], [following('felling')])).toThrow(
    'key.ripe: follows the checklist felling, but there is no policies/checklists/felling.yaml\npolicies/checklists/planting.yaml: no rule follows this checklist',
  );
  const cases = { dry: { when: 'where it is dry', checklist: { aws: 'planting' } } };
  expect(() => checkReferences([planting], [rule('key.ripe', { remediation: { summary: 'Plant it.', cases } })])).not.toThrow();
});
