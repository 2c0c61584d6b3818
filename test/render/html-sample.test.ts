import { describe, expect, test } from 'vitest';
import { outcome } from '../../src/render/html/outcome.ts';
import { html } from '../../src/render/html.ts';
import { countOf } from '../../src/render/state-words.ts';
import type { Report } from '../../src/report/schema.ts';
import { countByState, type StateCounts } from '../../src/report/state.ts';
import { sampleReport, sampleWithExceptions } from './sample-report.ts';
import { textOf } from './text-of.ts';

const page = (change: (report: Report) => void = () => {}): string => {
  const report = sampleReport();
  change(report);
  const file = html(report);
  return textOf(file);
};
const sectionOf = (text: string, id: string): string =>
  /[\s\S]*?<\/section>/.exec(text.slice(text.indexOf(`<section id="${id}"`)))?.[0] ?? '';
/** The rows of the tables in a part of the page, cell after cell. */
const rowsIn = (part: string): string[] =>
  [...part.matchAll(/<tr(?: data-[^>]*)?><th scope="row"[\s\S]*?<\/tr>/g)].map(([row]) =>
    row.replace(/<\/t[hd]><td[^>]*>/g, ' ').replace(/<[^>]*>/g, ''),
  );

test('the page shows hostile names as text', () => {
  const text = page();
  expect(text).not.toMatch(/<img|javascript:|[\u202a-\u202e]/);
  expect(text).toContain('&lt;/script&gt;&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; {{x}} \\u202E');
  expect(text.isWellFormed()).toBe(true);
});

test('the page counts verdicts by severity and state', () => {
  expect(rowsIn(sectionOf(page(), 'summary'))).toEqual([
    'critical 1 0 1 0 0 1 0 0 3',
    'high 1 0 0 1 1 0 0 0 3',
    'medium 1 0 0 0 0 0 0 1 2',
    'low 1 0 0 0 0 0 0 0 1',
    'info 1 0 0 0 0 0 0 0 1',
    'all 5 0 1 1 1 1 0 1 10',
  ]);
});

test('the page shows a refused call once, and gives no remediation for rules that did not fail', () => {
  const section = sectionOf(page(), 'undetermined');
  expect(section).toContain('<td>present, state (denied: kms:DescribeKey plum)</td>');
  expect(section.match(/<article class="group cause"/g)).toHaveLength(1);
  expect(section).not.toContain('How to fix it');
  expect(sectionOf(page(), 'failures')).toContain('How to fix it');
});

test('causes of one name are told apart by their rules, else by what one of them says', () => {
  const causes = (...given: [string | null, string[], string][]) => {
    const text = page((report) => {
      const [denied] = report.obstacles;
      if (denied === undefined) throw new Error('the sample has no cause');
      report.obstacles = given.map(([source, rules, detail]) => ({
        ...{ ...denied, cause: 'not_collected', source, rules },
        examples: denied.examples.map((one) => ({ ...one, call: null, detail })),
      }));
    });
    const index = /<ul class="toc">[\s\S]*?<\/ul>/.exec(sectionOf(text, 'undetermined'))?.[0] ?? '';
    return [...index.matchAll(/<a href="#cause-\d">([^<]*)<\/a>/g)].map(([, name]) => name);
  };
  const [one, two] = ['aws:kms:ListGrants', 'aws:kms:GetKeyPolicy'];
  expect(causes([one, ['key.a'], 'no'], [two, ['key.a'], 'no'])).toEqual([
    'Not collected: kms:ListGrants',
    'Not collected: kms:GetKeyPolicy',
  ]);
  expect(causes([null, ['key.a', 'key.b'], 'no'], [null, ['key.c'], 'no'])).toEqual([
    'Not collected: key.a, key.b',
    'Not collected: key.c',
  ]);
  expect(causes([null, ['key.a'], 'no'])).toEqual(['Not collected: key.a']);
  expect(causes([one, ['key.a'], 'no'], [one, ['key.b'], 'no'])).toEqual([
    'Not collected: kms:ListGrants: key.a',
    'Not collected: kms:ListGrants: key.b',
  ]);
  expect(causes([null, ['key.a'], 'no'], [null, ['key.a'], 'never'])).toEqual([
    'Not collected: key.a: no',
    'Not collected: key.a: never',
  ]);
});

test('failures and those that a waiver covers are counted apart', () => {
  const states = (fail: number, waived: number) => [
    ...Array.from({ length: fail }, () => ({ state: 'fail' as const })),
    ...Array.from({ length: waived }, () => ({ state: 'waived' as const })),
  ];
  expect(countOf(states(10, 1))).toBe('10, and 1 waived');
  expect(countOf(states(3, 0))).toBe('3');
  expect(countOf(states(0, 2))).toBe('2 waived');
});

test('the page says which permission to ask for first, and how many verdicts need it', () => {
  const section = sectionOf(page(), 'undetermined');
  expect(section).toMatch(/<h3>Denied: <code>kms:DescribeKey plum<\/code> <span class="count">1 verdict on 1 key<\/span>/);
  expect(section).toContain('<dt>Permission that would answer it</dt><dd><code>kms:DescribeKey</code></dd>');
  expect(section).toContain('<strong>What to do.</strong> Allow kms:DescribeKey to the identity');
  expect(section).toContain('&quot;Action&quot;: &quot;kms:DescribeKey&quot;');
});

test('the page gives each remediation once, and its commands for each failure, ready to be copied', () => {
  const section = sectionOf(page(), 'failures');
  expect(section).toContain('Enable the key KMS_NAME &amp; wait MAX_DAYS days.');
  const [, commands = ''] = /<h5>Command line<\/h5>[\s\S]*?<pre><code>([\s\S]*?)<\/code><\/pre>/.exec(section) ?? [];
  expect(commands.split('\n').map((line) => line.slice(0, 40))).toEqual([
    expect.stringContaining('confluent kafka cluster describe'),
    'confluent kafka cluster list',
  ]);
  expect(section).not.toContain('<img');
});

test('the page keeps attestations, broken rules and controls apart', () => {
  const text = page();
  expect(sectionOf(text, 'attest')).toContain('key.origin');
  expect(sectionOf(text, 'undetermined')).not.toContain('key.origin');
  expect(sectionOf(text, 'errors')).toContain('cluster.high');
  expect(text).toContain('<section id="frameworks"');
  expect(page((report) => (report.frameworks = []))).not.toContain('<section id="frameworks"');
});

describe('the controls', () => {
  const controls = (change?: (report: Report) => void): string => {
    const text = page(change);
    return text.slice(text.indexOf('<section id="frameworks"'), text.indexOf('<section id="rules"'));
  };
  const plain = (markup: string): string =>
    markup
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const row = (id: string, change?: (report: Report) => void): string =>
    [...controls(change).matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)]
      .map(([line]) => line)
      .find((line) => line.includes(`>${id} `)) ?? '';

  test('the controls name the framework, its version and publisher, and count the requirements by status', () => {
    expect(plain(controls())).toContain(
      'NIST SP 800-53 Revision 5 National Institute of Standards and Technology · csrc.nist.gov/ pubs/ sp/ 800/ 53/ r5/ upd1/ final · checked against A catalogue, 5.1.1 8 requirements: 1 contradicted, 4 not determined, 1 supported by evidence, 1 not applicable, 1 not covered.',
    );
  });

  test('the controls say how a status is derived, and who made the mapping', () => {
    expect(plain(controls())).toContain('each of its rules judged all that it concerns, and holds');
    expect(plain(controls())).toContain('the publishers have endorsed neither');
  });

  test('the controls show the state of each requirement in words, what each rule found, the note, and how many verdicts', () => {
    expect(plain(row('SC-12'))).toBe(
      'SC-12 ✗ Contradicted What SC-12 asks for. Not all of it. 7 tested, 2 contradicted, 2 not determined, 1 waived, 4 not applicable cluster.critical 1 failed cluster.medium 1 failed key.critical 1 not determined key.origin 1 needs attestation',
    );
    for (const [id, said] of Object.entries({
      'AC-3': '✓ Supported by evidence',
      'AC-6': '? Not determined',
      'CM-2': '? Not determined',
      'CM-6': '– Not applicable',
      'CP-9': '? Not determined',
      'SC-12(1)': '? Not determined',
    }))
      expect(plain(row(id))).toContain(`${id} ${said}`);
  });

  test('the controls say why a requirement is not determined, and of which rule that holds', () => {
    expect(plain(row('CM-2'))).toContain('It asks for a process, which no state of keys and clusters proves.');
    expect(plain(row('CM-2'))).toContain('organization.none not judged');
    expect(plain(row('CP-9'))).toContain('The limit here is max_days 90; its rules measured by another.');
    expect(plain(row('CP-9'))).toContain('cluster.medium 1 failed not all seen another limit');
    expect(plain(row('AC-6'))).toContain('Checked against Another copy, edition 2.');
  });

  test('the controls say of a process whose rules hold that they do, and never that it is supported', () => {
    const process = row('SC-12', ({ frameworks: [nist] }) => {
      const one = nist?.requirements.find(({ id }) => id === 'SC-12');
      if (one !== undefined) Object.assign(one, { state: 'not_determined', because: [{ reason: 'process', rules: [] }] });
    });
    expect(plain(process)).toContain('which no state of keys and clusters proves. What its rules see holds.');
    expect(plain(process)).not.toContain('Supported');
    expect(plain(row('CM-2'))).not.toContain('What its rules see holds.');
  });

  test('a framework about one cloud counts what its rules found there alone', () => {
    const found = (cloud: string) =>
      plain(
        row('SC-12', ({ frameworks: [nist] }) => {
          if (nist !== undefined) nist.cloud = cloud;
        }),
      );
    expect(found('aws')).toContain('cluster.critical 1 failed');
    expect(found('gcp')).not.toContain('failed');
  });

  test('the controls list rules without a finding last', () => {
    const passed = row('SC-12', (report) => {
      report.verdicts = report.verdicts.filter(({ rule, status }) => rule !== 'cluster.critical' || status === 'pass');
    });
    expect(plain(passed)).toMatch(/Not all of it\. .* not applicable cluster\.medium 1 failed .* cluster\.critical$/);
  });

  test('links in the controls have a target on the page', () => {
    const text = page();
    const anchors = [...row('SC-12').matchAll(/href="#([^"]*)"/g)].map(([, anchor]) => anchor);
    expect(anchors).toEqual(
      expect.arrayContaining([
        'rule-key-origin',
        'not-met-cluster-critical',
        'undetermined-key-critical',
        'to-be-attested-key-origin',
      ]),
    );
    for (const anchor of anchors) expect(text).toContain(` id="${anchor}"`);
  });

  test('the controls list the requirements that no rule answers, with what would answer them', () => {
    expect(row('AU-11')).toBe('');
    expect(plain(controls())).toContain(
      'Not covered by any rule AU-11 What AU-11 asks for. The retention of logs would answer it.',
    );
  });

  test('the controls show hostile texts as text, and link only to https', () => {
    const text = controls();
    expect(text).not.toMatch(/<img|javascript:|[\u202a-\u202e]/);
    expect(text.match(/&lt;\/script&gt;/g)?.length).toBeGreaterThan(8);
    expect(text).not.toMatch(/ (?:id|href)="[^"]*[<>{ ]/);
  });

  test('a finding shows its controls under the name of the framework', () => {
    expect(plain(sectionOf(page(), 'failures'))).toContain('NIST SP 800-53 CM-6, SC-12');
    expect(sectionOf(page(), 'failures')).not.toContain('nist_800_53_r5');
  });
});

describe('what people answer for', () => {
  const file = html(sampleWithExceptions());
  const text = textOf(file);
  const plain = (markup: string) =>
    markup
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();

  test('a waiver is shown with the failure that it covers, which keeps its place', () => {
    const item = /<li class="item" data-state="waived"[\s\S]*?<\/li>/.exec(sectionOf(text, 'failures'))?.[0] ?? '';
    expect(plain(item)).toMatch(
      /waived W-1 .* Owner Ann .* Approved by Paul .* Ticket FRUIT-1 .* Expires 2026-12-01, 7 days left/,
    );
    expect(item).toContain('href="#waiver-0"');
    expect(text.match(/ id="waiver-0"/g)).toHaveLength(1);
    expect(plain(sectionOf(text, 'failures'))).toContain('1 waived');
  });

  test('every waiver and attestation is listed with its state', () => {
    const list = plain(sectionOf(text, 'exceptions'));
    expect(list).toMatch(/W-1 cluster\.low on lkc-apple ~ applied 2026-06-01 to 2026-12-01, 7 days left/);
    expect(list).toContain('1 verdict, 1 waived');
    expect(list).toMatch(/W-2 cluster\.low on lkc-apple ✗ expired .*, expired 4 days ago .* Expired on 2026-11-20/);
    expect(list).toContain('Compensating control A net');
    expect(list).toMatch(/A-1 key\.origin on cck-plum ~ applied .* Attested by Fay/);
    expect(list).toMatch(/A-2 the API key sees the whole organization – unused/);
  });

  test('an attestation names its author wherever a verdict passes by it', () => {
    const rows = rowsIn(sectionOf(text, 'passed'));
    expect(rows).toEqual([expect.stringContaining('pear'), expect.stringMatching(/key\.origin .*Attested by Fay/)]);
  });

  test('attested and waived verdicts are counted apart from failures, and can be filtered', () => {
    const cells = rowsIn(sectionOf(text, 'summary'));
    expect(cells).toContain('low 0 1 0 0 0 0 0 0 1');
    expect(text).toContain('<option value="waived">waived (1)</option>');
  });

  test('waivers and attestations show hostile texts as text', () => {
    expect(text).not.toMatch(/<img|javascript:|[\u202a-\u202e]/);
    expect(sectionOf(text, 'exceptions').match(/&lt;\/script&gt;/g)?.length).toBeGreaterThan(6);
    expect(text).not.toMatch(/ (?:id|href)="[^"]*[<>{ ]/);
  });

  test('a report without waivers or attestations says so', () => {
    const none = plain(sectionOf(page(), 'exceptions'));
    expect(none).toContain('No waivers were given.');
    expect(none).toContain('No attestations were given.');
  });
});

describe('the outcome in one sentence', () => {
  const said = (change: (report: Report) => void) => {
    const report = sampleReport();
    change(report);
    const { tone, word, sentence } = outcome(report, report.verdicts.filter(({ attestation }) => attestation !== null).length);
    return `${tone}: ${word} ${sentence}`;
  };
  const counting = (report: Report, counts: Partial<StateCounts>) => Object.assign(report.summary.by_state, counts);
  const clean = (report: Report) => {
    report.verdicts = report.verdicts.filter(({ state }) => state === 'pass' || state === 'not_applicable');
    report.summary.by_state = countByState(report.verdicts);
    Object.assign(report.summary, { complete: true, incomplete_because: [] });
  };

  test.each<[string, (report: Report) => void, string]>([
    [
      'counts failures by severity, and what is open',
      () => {},
      'bad: Failures. 1 critical, 1 high, 1 medium, 1 low and 1 info failures; 1 verdict could not be determined; 1 rule evaluation broke. The audit is incomplete: there may be more.',
    ],
    [
      'has a single failure in the singular',
      (report) => {
        clean(report);
        counting(report, { fail: 1 });
        Object.assign(report.summary, { fail_by_severity: { critical: 1, high: 0, medium: 0, low: 0, info: 0 } });
      },
      'bad: Failures. 1 critical failure.',
    ],
    ['calls a clean audit all clear', clean, 'good: All clear. The one verdict that could be given passed.'],
    [
      'does not make good news of an incomplete audit without failures',
      (report) => counting(report, { fail: 0 }),
      'warn: Incomplete. No failure was seen; 1 verdict could not be determined; 1 rule evaluation broke. What was not seen may hide some.',
    ],
    [
      'is neutral where only verdicts of lesser rules are open',
      (report) => {
        counting(report, { fail: 0, error: 0 });
        report.summary.complete = true;
      },
      'plain: No failure was seen. 1 verdict could not be determined.',
    ],
    [
      'does not make good news of waived failures',
      (report) => {
        clean(report);
        counting(report, { waived: 2, pass: 5 });
      },
      'plain: No failure was seen but 2 waived ones. All other 5 verdicts that could be given passed.',
    ],
    [
      'has one passed verdict beside a waived one in the singular',
      (report) => {
        clean(report);
        counting(report, { waived: 1 });
      },
      'plain: No failure was seen but 1 waived one. The one other verdict that could be given passed.',
    ],
    [
      'names waived failures of an incomplete audit',
      (report) => counting(report, { fail: 0, waived: 1 }),
      'warn: Incomplete. No failure was seen but 1 waived one; 1 verdict could not be determined; 1 rule evaluation broke. What was not seen may hide some.',
    ],
    [
      'counts what passed on an attestation',
      (report) => {
        clean(report);
        const { attestations, verdicts } = sampleWithExceptions();
        report.attestations = attestations;
        report.verdicts = verdicts.filter(({ state }) => state === 'pass' || state === 'attested');
        report.summary.by_state = countByState(report.verdicts);
      },
      "good: All clear. All 2 verdicts that could be given passed, 1 of them on a person's attestation.",
    ],
    [
      'is neutral where nothing passed',
      (report) => {
        clean(report);
        counting(report, { pass: 0 });
      },
      'plain: No failure was seen. Nothing passed.',
    ],
  ])('the outcome %s', (_, change, sentence) => expect(said(change)).toBe(sentence));
});
