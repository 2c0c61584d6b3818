import { inWhole } from '../report/message.ts';
import type { Scope } from '../report/schema.ts';

export type Parameter = Scope['parameters'][number];

/** `max_rotation_days is 730; its default is 365.` */
export const changeInWords = ({ name, value, default: usual }: Parameter): string =>
  `${name} is ${inWhole(value)}; its default is ${inWhole(usual)}.`;

/** The parameters that the configuration sets to another value than the default. */
export const changedParameters = (scope: Scope | null): Parameter[] => (scope?.parameters ?? []).filter(({ changed }) => changed);
