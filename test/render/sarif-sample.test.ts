import { expect, test } from 'vitest';
import { sarif } from '../../src/render/sarif.ts';
import { baselineOf, changesSince } from '../../src/report/diff.ts';
import type { Report } from '../../src/report/schema.ts';
import { sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const content = (report: Report): string => {
  const file = sarif(report);
  if ('withheld' in file) throw new Error(file.withheld);
  return textOf(file);
};
const runOf = (report: Report) => JSON.parse(content(report)).runs[0];
const changed = (change: (report: Report) => void): Report => {
  const report = sampleReport();
  change(report);
  return report;
};

test('results are sorted by severity, failures first, and each has its level', () => {
  const results: { ruleId: string; level: string }[] = runOf(sampleReport()).results;
  expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
    'cluster.critical error',
    'key.critical warning',
    'cluster.high error',
    'cluster.high warning',
    'cluster.medium warning',
    'cluster.low note',
    'cluster.info note',
  ]);
});

test('every severity except info has a security severity score, as a string', () => {
  const rules: { id: string; properties: { tags: string[]; 'security-severity'?: unknown } }[] = runOf(sampleReport()).tool.driver
    .rules;
  const scores = Object.fromEntries(rules.map(({ id, properties }) => [id, properties['security-severity']]));
  expect(scores).toMatchObject({
    'cluster.critical': '9.5',
    'cluster.high': '8.0',
    'cluster.medium': '5.5',
    'cluster.low': '2.0',
    'cluster.info': undefined,
  });
  expect(rules.find(({ id }) => id === 'cluster.info')?.properties.tags).not.toContain('security');
});

test('the first sentence says what is wrong and on which subject', () => {
  const [first, second] = runOf(sampleReport()).results;
  expect(first.message.text).toMatch(/^cluster .* \(lkc-apple\): The sentence of cluster\.critical on lkc-apple\. /);
  expect(second.message.text).toMatch(
    /^key cck-plum: The sentence of key\.critical on cck-plum\. Not observed: present, state \(denied, kms:DescribeKey plum, needs kms:DescribeKey\)\. What to do: Allow kms:DescribeKey to the identity /,
  );
});

test('hidden characters are shown, invalid ones are replaced, and names do not become links', () => {
  const text = content(sampleReport());
  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toMatch(/[\u202a-\u202e]|\\ud800/);
  const message: string = runOf(sampleReport()).results[0].message.text;
  expect(message).toContain('\\u202E\\[apple\\](https://evil.example) \ufffd');
});

test('the help has placeholders for unknown values, and links only to https', () => {
  const [rule] = runOf(sampleReport()).tool.driver.rules;
  expect(rule.help.text).toContain('Enable the key KMS_NAME & wait MAX_DAYS days.');
  expect(rule.help.text).toContain('CLI, AWS:\nconfluent kafka cluster describe NAME --days 7\nconfluent kafka cluster list');
  expect(rule.help.markdown).toContain(
    'CLI, AWS:\n\n    confluent kafka cluster describe NAME --days 7\n    confluent kafka cluster list\n',
  );
  expect(rule.help.markdown).toContain('Enable the key KMS\\_NAME \\& wait');
  expect(rule.help.markdown).toContain('See: <https://docs.confluent.io/byok_keys/a~b>');
  expect(rule.helpUri).toBe('https://docs.confluent.io/byok_keys/a~b');
  expect(JSON.stringify(rule)).not.toContain('javascript:');
});

test('a rule is tagged with its frameworks, and its help lists the requirements', () => {
  const [rule] = runOf(sampleReport()).tool.driver.rules;
  expect(rule.properties.tags).toEqual(['security', 'encryption', 'byok', 'confluent-cloud', 'nist_800_53_r5', 'orchard']);
  expect(rule.help.text).toContain('Controls: NIST SP 800-53 CM-6, SC-12; ');
  expect(rule.help.markdown).toContain('Controls: NIST SP 800-53 CM-6, SC-12; ');
  expect(rule.help.markdown).not.toMatch(/[^\\]<(?!https:)/);
});

test('a rule is tagged with the frameworks of which it answers most, where GitHub would not show all', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`orchard_${index}`, Array(index + 1).fill('O-1')]));
  const [rule] = runOf(
    changed(({ rules: [first] }) => {
      if (first !== undefined) first.controls = many;
    }),
  ).tool.driver.rules;
  expect(rule.properties.tags.slice(4)).toEqual([8, 7, 6, 5, 4, 3].map((index) => `orchard_${index}`));
});

test('a rule without controls mentions none', () => {
  const [rule] = runOf(
    changed(({ rules: [first] }) => {
      if (first !== undefined) first.controls = {};
    }),
  ).tool.driver.rules;
  expect(rule.help.text).not.toContain('Controls');
});

test('no rule has more tags than GitHub shows', () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`orchard_${index}`, ['O-1']]));
  const { rules } = runOf(
    changed((report) => {
      for (const each of report.rules) each.controls = many;
    }),
  ).tool.driver;
  for (const { properties, help } of rules) {
    expect(properties.tags).toHaveLength(10);
    expect(help.text).toContain('orchard_39 O-1');
  }
});

test('long texts are cut between characters, and long names are cut too', () => {
  const [rule] = runOf(
    changed(({ rules: [first] }) => {
      if (first === undefined) throw new Error('no rule');
      first.title = `x${'🍏'.repeat(600)}`;
      first.description = 'y'.repeat(2000);
      first.id = `cluster.${'z'.repeat(300)}`;
    }),
  ).tool.driver.rules;
  expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
  expect(rule.shortDescription.text).toMatch(/^x🍏+…$/u);
  expect(rule.fullDescription.text).toHaveLength(1024);
  expect(rule.name).toHaveLength(255);
});

test('a file without results is empty rather than absent, which closes every alert', () => {
  expect(runOf(changed((report) => (report.verdicts = []))).results).toEqual([]);
});

test.each([0, 1, 2, 450])('a file of %i results is indented as a whole', (count) => {
  const report = sampleReport();
  const like = report.verdicts.filter(({ state }) => state === 'fail');
  report.verdicts = Array.from({ length: count }, (_, index) => like.slice(index % like.length)).flatMap((rest) =>
    rest.slice(0, 1),
  );
  const file = sarif(report);
  const text = textOf(file);
  expect(JSON.parse(text).runs[0].results).toHaveLength(count);
  expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
});

test('SARIF is withheld for a gap in a population, even if the population claims to be whole', () => {
  const report = changed(({ population: [, keys] }) =>
    keys?.gaps.push({ what: 'the keys', list: 'keys', environment: null, cause: 'denied', call: 'GET /byok/v1/keys' }),
  );
  expect(sarif(report)).toEqual({
    withheld: expect.stringContaining('not every key was seen'),
  });
});

test('SARIF is withheld if a subject with an alert in the baseline was not seen, even if no population names a gap', () => {
  const now = changed((report) => {
    report.verdicts = report.verdicts.filter(({ subject }) => subject.id !== 'cck-plum');
    report.subjects = report.subjects.filter(({ id }) => id !== 'cck-plum');
  });
  const since = (baseline: Report) => sarif({ ...now, changes: changesSince(baselineOf(baseline), now) });
  expect(sarif(now)).toHaveProperty('content');
  expect(since(now)).toHaveProperty('content');
  expect(since(sampleReport())).toHaveProperty(
    'withheld',
    expect.stringContaining('cck-plum, which the baseline knows, was not seen'),
  );
});

test('SARIF is withheld if a result has no location, but not if a subject without results has none', () => {
  const without = (id: string) =>
    changed(({ subjects }) => {
      for (const subject of subjects) if (subject.id === id) subject.location = null;
    });
  expect(sarif(without('cck-plum'))).toHaveProperty('withheld');
  const unevaluated = without('cck-plum');
  unevaluated.verdicts = unevaluated.verdicts.filter(({ subject }) => subject.id !== 'cck-plum');
  expect(sarif(unevaluated)).toHaveProperty('content');
});

test('the description says which parameters the rules use, and notes each that is not at its default', () => {
  const report = sampleReport();
  const notesOf = (of: Report): { descriptor: { id: string } }[] => runOf(of).invocations[0].toolConfigurationNotifications;
  const changes = (of: Report) => notesOf(of).filter(({ descriptor }) => descriptor.id === 'parameter_changed');
  expect(runOf(report).properties).toEqual({ parameters: [{ name: 'max_days', value: 7, default: 7 }] });
  expect(changes(report)).toEqual([]);
  const loosened = { name: 'max_days', value: 700, default: 7, changed: true };
  if (report.scope !== null) report.scope.parameters = [loosened];
  expect(runOf(report).properties.parameters).toEqual([{ name: 'max_days', value: 700, default: 7 }]);
  expect(changes(report)).toEqual([
    { descriptor: { id: 'parameter_changed' }, level: 'note', message: { text: 'max_days is 700; its default is 7.' } },
  ]);
});
