/** A text without the byte order mark that some editors and shells put before it, and that nobody counts as a column. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Whether what was read as UTF-8 is something else from its first characters on, such as UTF-16. */
export const isOtherEncoding = (text: string): boolean => /^\ufffd|^.{0,2}\0/s.test(text);
