import Type from 'typebox';

export const STATUSES = ['fail', 'error', 'unknown', 'pass', 'not_applicable'] as const;
export const Status = Type.Enum([...STATUSES], { type: 'string' });
export type Status = (typeof STATUSES)[number];
