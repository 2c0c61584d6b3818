/** What is written one after the other, and read once: a large file is never held whole. */
export type Pieces = Iterable<string | Uint8Array>;

/** The reason why a file must not exist. */
type Withheld = { withheld: string };

/** A view of the record, and in a sentence what it leaves out, if anything; or why there is none. */
export type Rendered = { content: string | Pieces; shortened?: string } | Withheld;

/** A file's content, or a file that has the same bytes, and their SHA-256. */
export type Written = { content: string | Pieces; shortened?: string } | { copyOf: string; sha256: string };

export type Output = { file: string } & (Written | Withheld);
