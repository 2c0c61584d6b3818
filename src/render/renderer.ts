import type { Output } from '../integrity/output.ts';
import type { Report } from '../report/schema.ts';

/** A view of the record: pure, so that any format can be made again from `report.json`. */
export type Renderer = { file: string; render: (report: Report) => Output };
