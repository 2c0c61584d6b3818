const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A text as a shell takes it, whatever is in it. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A value that a shell takes for one argument and for nothing else: names are given by others. */
export const shellArgument = (value: string): string => (PLAIN.test(value) ? value : shellQuoted(value));

/** A value that a shell takes as it is, else a word for the reader to replace. */
export const plainWord = (value: string | undefined, instead: string): string =>
  value !== undefined && PLAIN.test(value) ? value : instead;
