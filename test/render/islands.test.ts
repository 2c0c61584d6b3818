import { describe, expect, test } from 'vitest';
import { islandsOf } from '../../src/render/html/islands.ts';
import { growingTable } from '../../src/render/html/table.ts';
import { html } from '../../src/render/html.ts';
import type { Report } from '../../src/report/schema.ts';
import type { State } from '../../src/report/state.ts';
import { islandsIn } from './page-islands.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';
import { textOf } from './text-of.ts';

const pageOf = (report: Report): string => {
  const file = html(report);
  return textOf(file);
};

/** The sample with more clusters, each with a verdict like that of the rule in this state, under names of its own. */
function many(count: number, rule: string, state: State, message: (id: string) => string): Report {
  const report = sampleReport();
  const like = report.verdicts.find((verdict) => verdict.rule === rule && verdict.state === state);
  const about = report.subjects.find(({ id }) => id === like?.subject.id);
  if (like === undefined || about === undefined) throw new Error(`the sample has no verdict of ${rule} that is ${state}`);
  const ids = Array.from({ length: count }, (_, number) => `lkc-cherry${number}`);
  const named = ids.map((id, number) => ({ ...about, id, name: number % 3 === 0 ? HOSTILE : `cherries ${number % 7}` }));
  const judged = ids.map((id) => ({ ...like, subject: { type: about.type, id }, message: message(id) }));
  return { ...report, subjects: [...report.subjects, ...named], verdicts: [...report.verdicts, ...judged] };
}

/** Texts that share what is around a name, texts that stand alone, and what may not be lost in between. */
const HARD = [
  '',
  ' ',
  '0',
  'a',
  'lkc-apple1',
  'lkc-apple1.',
  '. .',
  'key lkc-apple1, lkc-apple2 and 3 more.',
  '\\u0000',
  '\u0000',
  HOSTILE,
  '<p>x</p>',
  '</script>',
  '12345678901',
  'ключ-123456',
  '...123456...',
];

test('a table in an island is read back cell by cell', () => {
  const islands = islandsOf();
  const table = growingTable<number>(
    'fruit',
    {
      First: (row) => HARD[row % HARD.length] ?? '',
      Second: (row) => `row ${row >> 2} of lkc-pear${row % 5}`,
      Third: () => 'same',
    },
    { islands, most: 1 },
  );
  for (let row = 0; row < 200; row += 1) table.add(row);
  expect(table.done('Fruit')).toMatchObject({ paged: true, total: 200, rows: [] });
  const place = (id: string) => `<script type="application/json" class="island" data-for="${id}"></script>`;
  const page = [...islands.filledInto(`${place('fruit')}${place('texts')}`)].join('');
  const plain = (text: string) => text.toWellFormed().replaceAll('\u0000', '\\u0000').replaceAll('\u202e', '\\u202E');
  expect(islandsIn(page).rows('fruit', 3)).toEqual(
    Array.from({ length: 200 }, (_, row) => [
      plain(HARD[row % HARD.length] ?? ''),
      `row ${row >> 2} of lkc-pear${row % 5}`,
      'same',
    ]),
  );
});

describe('a rule that most of an organization fails', () => {
  const report = many(80, 'cluster.critical', 'fail', (id) => `The cluster ${id} is not as it should be.`);
  const failing = report.verdicts.filter(({ rule, state }) => rule === 'cluster.critical' && state === 'fail');
  const page = pageOf(report);

  test('each of its findings is in the page, as it would stand there if there were few', () => {
    const items = islandsIn(page).items('not-met-cluster-critical-items');
    expect(items.map(({ about }) => about)).toEqual(failing.map(() => 'fail critical'));
    for (const [index, { subject }] of failing.entries()) {
      const few = { ...report, verdicts: report.verdicts.filter((one) => one.state !== 'fail' || one.subject.id === subject.id) };
      const [alone] = /<li class="item"[\s\S]*?\n<\/li>/.exec(between(pageOf(few), 'id="not-met-cluster-critical"')) ?? [];
      if (index % 40 === 0) expect(items[index]?.markup.trimEnd()).toBe(alone);
    }
  });

  test('its findings are listed in brief for whoever has no script', () => {
    const [, brief = ''] =
      /<noscript class="island" data-for="not-met-cluster-critical-brief">([\s\S]*?)<\/noscript>/.exec(page) ?? [];
    expect(brief.match(/<li>/g)).toHaveLength(failing.length);
    expect(brief).toContain('<code>lkc-cherry79</code> <span class="tag">production</span>: The cluster lkc-cherry79 is not');
    expect(brief).not.toMatch(/<img|<\/script>/);
  });

  test('a fact or a step that many findings have stands once', () => {
    const texts = islandsIn(page).texts.filter((text) => typeof text === 'string');
    expect(new Set(texts).size).toBe(texts.length);
  });
});

const between = (text: string, from: string): string =>
  text.slice(text.indexOf(from), text.indexOf('</article>', text.indexOf(from)));

test('a pass takes at most 20 bytes of the page where half of the messages name what they are about', () => {
  const report = many(1500, 'cluster.critical', 'pass', (id) => `The key of ${id} is where it should be.`);
  const before = pageOf(report).length;
  const passes = [...report.verdicts].slice(-1500);
  const messageOf = (rule: string, id: string) => `What ${rule} asks${rule < 'cluster.j' ? ` of ${id}` : ''} holds.`;
  const more = ['cluster.medium', 'cluster.low', 'cluster.info', 'cluster.high'].flatMap((rule) =>
    passes.map((verdict) => ({ ...verdict, rule, message: messageOf(rule, verdict.subject.id) })),
  );
  const after = pageOf({ ...report, verdicts: [...report.verdicts, ...more] }).length;
  expect((after - before) / more.length).toBeLessThan(20);
});
