/** The file that is read from the working directory when none is named. */
export const DEFAULT_FILE = 'byok-audit.yaml';
