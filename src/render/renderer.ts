import type { Content } from '../integrity/output.ts';
import type { Report } from '../report/schema.ts';

/** Makes a view of the record: pure, so that any format can be made again from `report.json`. */
export type Renderer = (report: Report) => Content;
