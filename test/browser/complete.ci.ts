import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHOWN_STATES, stateHeading } from '../../src/render/state-words.ts';
import { stepsOf } from '../../src/report/remedy.ts';
import type { Report, ReportedVerdict } from '../../src/report/schema.ts';
import { factsOf, subjectsOf } from '../../src/report/subject-lookup.ts';
import { sampleReport } from '../render/sample-report.ts';
import { launched } from './chromium.ts';
import { opened, pageOf, reportOf } from './pages.ts';
import { bare, printed } from './pdf.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(() => browser.close());

/** How often each text has to be there. */
type Counts = Map<string, number>;

const plain = (): Report => JSON.parse(JSON.stringify(sampleReport()).replaceAll(/<\/script>.*?\\ud800/g, 'apple'));

const isFailing = ({ state }: ReportedVerdict) => state === 'fail' || state === 'waived';

function counted(texts: Iterable<string>): Counts {
  const counts: Counts = new Map();
  for (const text of texts) counts.set(bare(text), (counts.get(bare(text)) ?? 0) + 1);
  return counts;
}

/** How often the same texts are there. */
const foundIn = (text: string, wanted: Counts): Counts =>
  new Map([...wanted.keys()].map((part) => [part, text.split(part).length - 1]));

/** Name and id of whatever fails, once for each failure. */
const subjects = (report: Report): Counts => {
  const subjectOf = subjectsOf(report);
  return counted(
    [...report.verdicts].filter(isFailing).map(({ subject }) => {
      const { name, id, type } = subjectOf(subject);
      return `${name ?? `unnamed ${type}`} ${id}`;
    }),
  );
};

/** Times as people read them. */
const timed = (text: string): string => text.replaceAll(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d(:\d\d)?)(\.0+)?Z/g, '$1 $2 UTC');

const messages = (report: Report): Counts =>
  counted(
    [...report.verdicts]
      .filter(isFailing)
      .map(({ state, message }) => `${SHOWN_STATES[state].words} ${timed(message).replaceAll(':00 UTC', ' UTC')}`),
  );

/** The call and the time of each fact that a failure names. */
function evidenceRows(report: Report): Counts {
  const subjectOf = subjectsOf(report);
  const rows: string[] = [];
  for (const { subject, evidence } of [...report.verdicts].filter(isFailing))
    for (const name of evidence) {
      const fact = factsOf(subjectOf(subject))[name];
      if (fact === undefined) throw new Error(`no fact ${name} of ${subject.id}`);
      if ('unknown' in fact) continue;
      const source = report.sources[fact.source];
      rows.push(`S${fact.source + 1} ${source?.call} ${timed(source?.observed_at ?? '')}`);
    }
  return counted(rows);
}

/** The commands of each failure; what all failures of a rule share stands once. */
function commands(report: Report): Counts {
  const steps = stepsOf(report);
  const failing = [...report.verdicts].filter((verdict) => isFailing(verdict) && verdict.remedy !== null);
  const blocks = [...Map.groupBy(failing, ({ rule, remedy }) => `${rule} ${remedy?.ref}`).values()].flatMap((own) => {
    const texts = own.map((verdict) => steps(verdict)?.cli.join('\n') ?? '').filter((text) => text !== '');
    return new Set(texts).size === 1 ? texts.slice(0, 1) : texts;
  });
  return counted(blocks);
}

const requirements = ({ frameworks }: Report): Counts =>
  counted(
    frameworks.flatMap(({ requirements: all }) =>
      all.map(({ id, state, title }) =>
        state === 'not_covered' ? `${id} ${title}.` : `${id} ${SHOWN_STATES[state].symbol} ${stateHeading(state)} ${title}.`,
      ),
    ),
  );

const passes = (report: Report): Counts => {
  const subjectOf = subjectsOf(report);
  return counted(
    [...report.verdicts]
      .filter(({ state }) => state === 'pass')
      .map(({ rule, subject, message }) => {
        const { name, id, type } = subjectOf(subject);
        return `${rule} ${name ?? `unnamed ${type}`} ${id} ${message}`;
      }),
  );
};

/** In which section of the page what is counted. */
const COUNTED: Readonly<Record<string, [section: string, counts: (report: Report) => Counts]>> = {
  'the subject of every failure': ['failures', subjects],
  'the state and the sentence of every failure': ['failures', messages],
  'a row for every fact that a failure names, with its call and time': ['failures', evidenceRows],
  'the commands of every fix': ['failures', commands],
  'every requirement of every framework with its state': ['controls', requirements],
  'every pass': ['passed', passes],
};

/** How each section of a page begins. */
const beginnings = (page: Page): Promise<[string, string][]> =>
  page.evaluate(
    "Array.from(document.querySelectorAll('main > section'), ({ id, textContent }) => [id, textContent.slice(0, 400)])",
  );

function sectionOf(text: string, id: string, begins: readonly [string, string][]): string {
  const places = begins.map(([name, start]) => ({ name, place: text.lastIndexOf(bare(start).slice(0, 40)) }));
  for (const { name, place } of places) if (place === -1) throw new Error(`nothing begins as section ${name} does`);
  const { place: from = 0 } = places.find(({ name }) => name === id) ?? {};
  return text.slice(from, Math.min(text.length, ...places.map(({ place }) => place).filter((place) => place > from)));
}

const REPORTS = ['demo', 'aws-small', 'a sample'];
const READ: Readonly<Record<string, (name: string, file: string) => Promise<{ text: string; begins: [string, string][] }>>> = {
  'printed with a script': (_, file) => onPaper(file, true),
  'printed without a script': (_, file) => onPaper(file, false),
  'read without a script': async (_, file) => {
    const { page } = await opened(browser, file, { javaScriptEnabled: false });
    const text = bare(await page.evaluate<string>('document.body.innerText'));
    const begins = await beginnings(page);
    await page.context().close();
    return { text, begins };
  },
};

async function onPaper(file: string, javaScriptEnabled: boolean) {
  const { page } = await opened(browser, file, { javaScriptEnabled });
  const begins = await beginnings(page);
  const { within } = await printed(page, 'A4');
  await page.context().close();
  return { text: bare(within.join('\n')), begins };
}

describe.each(REPORTS)('the page of %s', (name) => {
  describe.each(Object.keys(READ))('%s', (way) => {
    let [report, text]: [Report, string] = [sampleReport(), ''];
    let begins: [string, string][] = [];
    beforeAll(async () => {
      report = name === 'a sample' ? plain() : await reportOf(name);
      const file = await pageOf(name, report);
      ({ text, begins } = (await READ[way]?.(name, file)) ?? expect.fail(way));
    });

    test.each(Object.keys(COUNTED))('has %s, as often as report.json has it', (what) => {
      const [section, counts] = COUNTED[what] ?? expect.fail(what);
      const wanted = counts(report);
      expect(wanted.size).toBeGreaterThan(0);
      const found = foundIn(sectionOf(text, section, begins), wanted);
      const different = [...wanted].filter(([part, count]) => found.get(part) !== count);
      expect(different.map(([part, count]) => `${found.get(part)} of ${count}: ${part}`)).toEqual([]);
    });
  });
});
