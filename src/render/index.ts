import { keysOf } from '../input/keys.ts';
import type { Rendered } from '../integrity/output.ts';
import type { Report } from '../report/schema.ts';

/** Makes a view of the record: pure, so that any format can be made again from `report.json`. */
type Renderer = (report: Report) => Rendered;

/** `default`: written when no format is named. `load`: only what is asked for is loaded. */
type Format = { file: string; holds: string; default: boolean; load: () => Promise<Renderer> };

/** The only list of formats, by the name that `--format` takes. */
// biome-ignore format: one line a format
export const FORMATS = {
  html: { file: 'report.html', holds: 'for people; one file that needs nothing else', default: true, load: async () => (await import('./html.ts')).html },
  sarif: { file: 'results.sarif', holds: 'for GitHub code scanning: failures that no waiver covers, and unknowns', default: true, load: async () => (await import('./sarif.ts')).sarif },
  json: { file: 'report.json', holds: 'the record. All else is a view of it. [Schema](schemas/report.schema.json)', default: true, load: async () => (await import('./json.ts')).json },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = keysOf(FORMATS);

export const render = (report: Report, formats: readonly FormatName[]): Promise<({ file: string } & Rendered)[]> =>
  Promise.all(
    formats.map(async (name) => {
      const { file, load } = FORMATS[name];
      const renderer = await load();
      return { file, ...renderer(report) };
    }),
  );
