import { serializeReport } from '../report/serialize.ts';
import type { Renderer } from './renderer.ts';

/** The record itself; what it says of outside text is for programs, so nothing is made visible here. */
export const json: Renderer = (report) => ({ content: serializeReport(report) });
