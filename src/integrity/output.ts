/** A file's content, or the reason why the file must not exist. */
export type Content = { content: string } | { withheld: string };

export type Output = { file: string } & Content;
