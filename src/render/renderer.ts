import type { Report } from '../report/schema.ts';

/** A file's content, or the reason why it must not be written. */
export type Rendered = { file: string; content: string } | { file: string; withheld: string };

/** A view of the record: pure, so that any format can be made again from `report.json`. */
export type Renderer = { file: string; render: (report: Report) => Rendered };
