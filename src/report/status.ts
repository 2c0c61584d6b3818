import { enumeration } from '../input/shapes.ts';

export const STATUSES = ['fail', 'error', 'unknown', 'pass', 'not_applicable'] as const;
export const Status = enumeration(...STATUSES);
export type Status = (typeof STATUSES)[number];
