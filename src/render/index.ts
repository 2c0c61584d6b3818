import { keysOf } from '../input/keys.ts';
import type { Rendered } from '../integrity/output.ts';
import { MOST_ON_PAGE, overflow } from '../report/overflow.ts';
import type { Report } from '../report/schema.ts';

/** Makes a view of the record: pure, so that any format can be made again from `report.json`. */
type Renderer = (report: Report) => Rendered;

/**
 * `written`, if nobody asks for it: when no format is named, or beside a page that cannot hold everything. `load`: only what
 * is asked for is loaded.
 */
type Format = {
  file: string;
  holds: string;
  written: 'by default' | 'on overflow' | 'on request';
  load: () => Promise<Renderer>;
};

const inThousands = (count: number): string => count.toLocaleString('en');

/** The only list of formats, by the name that `--format` takes. */
// biome-ignore format: one line a format
export const FORMATS = {
  html: { file: 'report.html', holds: 'for people; one file that needs nothing else', written: 'by default', load: async () => (await import('./html.ts')).html },
  sarif: { file: 'results.sarif', holds: 'for GitHub code scanning: failures that no waiver covers, and unknowns', written: 'by default', load: async () => (await import('./sarif.ts')).sarif },
  json: { file: 'report.json', holds: 'the record. All else is a view of it. [Schema](schemas/report.schema.json)', written: 'by default', load: async () => (await import('./json.ts')).json },
  csv: { file: 'verdicts.csv', holds: `for spreadsheets and for sampling: [a row for each verdict](csv.md). Written beside \`report.html\` without being asked for above ${inThousands(MOST_ON_PAGE.failures)} failing or ${inThousands(MOST_ON_PAGE.passes)} passing verdicts, whose evidence the page does not hold`, written: 'on overflow', load: async () => (await import('./csv.ts')).csv },
  md: { file: 'summary.md', holds: 'a page of Markdown: for the summary of a job, a comment or a ticket', written: 'on request', load: async () => (await import('./summary-markdown.ts')).summaryMarkdown },
  annotations: { file: 'annotations.txt', holds: 'workflow commands of GitHub Actions: printed to the log of a step, they [show failures at their lines](scheduling.md#annotations)', written: 'on request', load: async () => (await import('./annotations.ts')).annotations },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = keysOf(FORMATS);

/** Makes the files of these formats, and of those that hold what a page among them cannot. */
export const render = (report: Report, asked: readonly FormatName[]): Promise<({ file: string } & Rendered)[]> =>
  Promise.all(
    withRest(report, asked).map(async (name) => {
      const { file, load } = FORMATS[name];
      const renderer = await load();
      return { file, ...renderer(report) };
    }),
  );

function withRest(report: Report, asked: readonly FormatName[]): FormatName[] {
  const { failures, passes } = overflow(report);
  const rest = FORMAT_NAMES.filter((name) => FORMATS[name].written === 'on overflow' && !asked.includes(name));
  return asked.includes('html') && (failures || passes) ? [...asked, ...rest] : [...asked];
}
