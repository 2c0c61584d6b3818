import { loadConfig } from '../../src/config/load.ts';

/** The configuration without a file. */
export const { config: DEFAULTS } = loadConfig(undefined, import.meta.dirname, {});
