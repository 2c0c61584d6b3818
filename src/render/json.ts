import type { Rendered } from '../integrity/output.ts';
import { reportPieces } from '../report/filed-pieces.ts';
import type { Report } from '../report/schema.ts';

/** The record itself; what it says of outside text is for programs, so nothing is made visible here. */
export const json = (report: Report): Rendered => ({ content: reportPieces(report) });
