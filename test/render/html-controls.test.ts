import { expect, test } from 'vitest';
import type { Report } from '../../src/report/schema.ts';
import { brokenLinks, type Element, pageOf } from './markup.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';

const page = (change: (report: Report) => void = () => {}): Element => {
  const report = sampleReport();
  change(report);
  return pageOf(report);
};
const controls = (change?: (report: Report) => void): Element => page(change).first('section#controls');
const row = (id: string, change?: (report: Report) => void): string =>
  controls(change)
    .first('table.requirements')
    .first('tbody')
    .all('tr')
    .map(({ text }) => text)
    .find((text) => text.startsWith(`${id} `)) ?? '';
const nist = ({ frameworks: [first] }: Report) => first ?? expect.fail('the sample has no framework');

test('the controls name the framework, its version and publisher, and count the requirements by status', () => {
  expect(controls().text).toContain(
    'NIST SP 800-53 Revision 5 National Institute of Standards and Technology · csrc.nist.gov/pubs/sp/800/53/r5/upd1/final · checked against A catalogue, 5.1.1 8 requirements: 1 contradicted, 4 not determined, 1 supported by evidence, 1 not applicable, 1 not covered.',
  );
});

test('the frameworks are counted in one table, with how many requirements rest on unknowns', () => {
  expect(controls().first('#frameworks-table').first('thead').text).toBe(
    'Framework Requirements Contradicted Not determined Supported by evidence Not applicable Not covered Rest on unknowns',
  );
  expect(controls().first('#frameworks-table').first('tbody').first('tr').text).toBe('NIST SP 800-53 (Revision 5) 8 1 4 1 1 1 1');
});

test('the controls say how a status is derived, and who made the mapping', () => {
  expect(controls().text).toContain('each of its rules judged all that it concerns, and holds');
  expect(controls().text).toContain('the publishers have endorsed neither');
});

test('the controls show the state of each requirement in words, the note, the numbers, and what each rule found', () => {
  expect(controls().first('table.requirements').first('thead').text).toBe(
    'Requirement In our words Tested Contradicted Not determined Waived Rules that answer it',
  );
  expect(row('SC-12')).toBe(
    'SC-12 ✗ Contradicted What SC-12 asks for. Not all of it. 7 2 2 1 cluster.critical 1 failed cluster.medium 1 failed key.critical 1 not determined key.origin 1 needs attestation',
  );
  for (const [id, said] of Object.entries({
    'AC-3': '✓ Supported by evidence',
    'AC-6': '? Not determined',
    'CM-2': '? Not determined',
    'CM-6': '– Not applicable',
    'CP-9': '? Not determined',
    'SC-12(1)': '? Not determined',
  }))
    expect(row(id)).toContain(`${id} ${said}`);
});

test('the controls name the requirements that rest on unknowns', () => {
  const [framework] = controls().all('section.framework');
  expect(framework?.text).toContain('Resting on unknowns: SC-12.');
  const none = controls((report) => {
    for (const { counts } of nist(report).requirements) Object.assign(counts, { unknown: 0, needs_attestation: 0, error: 0 });
  });
  expect(none.first('section.framework').text).not.toContain('Resting on unknowns');
});

test('the controls say which of the requirements that rest on unknowns a failure contradicts already', () => {
  const CONTRADICTED = 'A failure contradicts 1 of them anyway';
  expect(controls().text).toContain(`${CONTRADICTED}.`);
  const open = controls((report) => {
    const one = nist(report).requirements.find(({ id }) => id === 'SC-12(1)');
    if (one !== undefined) one.counts.unknown = 1;
  });
  expect(open.text).toContain(`${CONTRADICTED}; the others are open: NIST SP 800-53 SC-12(1).`);
  const none = controls((report) => {
    for (const one of nist(report).requirements) if (one.state === 'contradicted') one.state = 'not_determined';
  });
  expect(none.text).toContain('Requirements that rest on unknowns');
  expect(none.text).not.toContain('A failure contradicts');
});

test('the controls name beside them those that are not determined although no verdict is missing', () => {
  const OTHERS = 'Not determined for another reason, which stands with each';
  expect(controls().text).toMatch(new RegExp(`${OTHERS}: NIST SP 800-53 AC-6, CP-9\\.`));
  const none = controls((report) => {
    for (const one of nist(report).requirements) if (one.state === 'not_determined') one.state = 'supported';
  });
  expect(none.text).not.toContain(OTHERS);
});

test('the controls say why a requirement is not determined, and of which rule that holds', () => {
  expect(row('CM-2')).toContain('It asks for a process, which no state proves.');
  expect(row('CM-2')).toContain('organization.none not judged');
  expect(row('CP-9')).toContain('The limit here is max_days 90; its rules measured by another.');
  expect(row('CP-9')).toContain('cluster.medium 1 failed not all seen another limit');
  expect(row('AC-6')).toContain('Checked against Another copy, edition 2.');
});

test('the controls say of a process whose rules hold that they do, and never that it is supported', () => {
  const process = row('SC-12', (report) => {
    const one = nist(report).requirements.find(({ id }) => id === 'SC-12');
    if (one !== undefined) Object.assign(one, { state: 'not_determined', because: [{ reason: 'process', rules: [] }] });
  });
  expect(process).toContain('which no state proves. What its rules see holds.');
  expect(process).not.toContain('Supported');
  expect(row('CM-2')).not.toContain('What its rules see holds.');
});

test('a framework about one cloud counts what its rules found there alone', () => {
  const found = (cloud: string) =>
    row('SC-12', (report) => {
      nist(report).cloud = cloud;
    });
  expect(found('aws')).toContain('cluster.critical 1 failed');
  expect(found('gcp')).not.toContain('failed');
});

test('the controls list rules without a finding last', () => {
  const passed = row('SC-12', (report) => {
    report.verdicts = report.verdicts.filter(({ rule, status }) => rule !== 'cluster.critical' || status === 'pass');
  });
  expect(passed).toMatch(/Not all of it\. 7 2 2 1 cluster\.medium 1 failed .* cluster\.critical$/);
});

test('the controls lead to the verdicts of a rule, and to no rule that the report does not have', () => {
  const cell = controls()
    .all('tr')
    .find(({ text }) => text.startsWith('SC-12 '));
  expect(cell?.all('a').map(({ attributes }) => attributes.get('href'))).toEqual([
    '#rule-cluster-critical',
    '#not-met-cluster-critical',
    '#rule-cluster-medium',
    '#not-met-cluster-medium',
    '#rule-key-critical',
    '#undetermined-key-critical',
    '#rule-key-origin',
    '#to-be-attested-key-origin',
  ]);
  const unknown = controls()
    .all('li.troubled')
    .find(({ text }) => text.startsWith('organization.none'));
  expect(unknown?.text).toBe('organization.none not judged');
  expect(unknown?.all('a')).toEqual([]);
  expect(brokenLinks(page()).missing).toEqual([]);
});

test('the controls list the requirements that no rule answers, with what would answer them', () => {
  expect(row('AU-11')).toBe('');
  expect(controls().text).toContain('Not covered by any rule AU-11 What AU-11 asks for. The retention of logs would answer it.');
});

test('the controls show hostile texts as text, and link only to https', () => {
  const shown = HOSTILE.replace('\u202E', '\\u202E').toWellFormed();
  expect(controls().text.split(shown).length).toBeGreaterThan(8);
  for (const { attributes } of controls().all('a[href]')) expect(attributes.get('href')).toMatch(/^(#[\w-]+|https:\/\/\S+)$/);
  for (const { attributes } of controls().all('[id]')) expect(attributes.get('id')).toMatch(/^[\w-]+$/);
});

test('a finding shows its controls under the name of the framework', () => {
  const findings = page().first('section#failures').text;
  expect(findings).toContain('NIST SP 800-53 CM-6, SC-12');
  expect(findings).not.toContain('nist_800_53_r5');
});

test('a report without frameworks has no section about controls, and no entry for one', () => {
  const none = page((report) => {
    report.frameworks = [];
  });
  expect(none.all('section#controls')).toEqual([]);
  expect(none.first('nav').text).not.toContain('Controls');
  expect(brokenLinks(none).missing).toEqual([]);
});
