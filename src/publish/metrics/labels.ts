import { enumeration } from '../../input/shapes.ts';

/** `none`: not known to be either; or neither, as an organization, and a key that no cluster uses. */
export const PRODUCTION = ['true', 'false', 'none'] as const;
export const Production = enumeration(...PRODUCTION);
export type Production = (typeof PRODUCTION)[number];

export const productionLabel = (production: boolean | null): Production =>
  production === null ? 'none' : production ? 'true' : 'false';

/** Whether a key is in use; one that nobody uses may well be about to be deleted. */
export const USES = ['true', 'false', 'unknown'] as const;
export const Use = enumeration(...USES);
export type Use = (typeof USES)[number];
