import type { GivenKey } from '../config/keys.ts';

/** What a scan would start with, as far as that shows without a call. */
export type ConfigCheck = {
  exit_code: 0 | 65;
  /** The configuration file; null where the defaults apply. */
  file: string | null;
  /** `file:line:column: key: what is wrong`, of every file. */
  mistakes: string[];
  warnings: string[];
  /** The keys that are not at their default, by their dotted paths; empty where the file has mistakes. */
  changed: GivenKey[];
  /** How many waivers and attestations there are; null where there is no file, or one with mistakes. */
  waivers: { file: string; entries: number } | null;
  attestations: { file: string; entries: number } | null;
  /** Where the results of earlier scans are; null for nowhere, and where the file has mistakes. */
  history: string | null;
  /** Environment variables that a scan reads, and whether they are set. Their values are never shown. */
  environment: { name: string; set: boolean }[];
};
