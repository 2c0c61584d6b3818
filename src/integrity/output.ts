/** A file's content, or the reason why the file must not exist. */
export type Content = { content: string } | { withheld: string };

/** A file of a run. */
export type Output = { file: string } & Content;
