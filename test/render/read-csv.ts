import { parse } from 'csv-parse/sync';

/** The rows of a file by the names of their columns, read by a parser of others as RFC 4180 has it. */
export const readCsv = (text: string | Buffer): Record<string, string>[] =>
  parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });
