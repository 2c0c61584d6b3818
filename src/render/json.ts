import type { Content } from '../integrity/output.ts';
import type { Report } from '../report/schema.ts';
import { serializeReport } from '../report/serialize.ts';

/** The record itself; what it says of outside text is for programs, so nothing is made visible here. */
export const json = (report: Report): Content => ({ content: serializeReport(report) });
