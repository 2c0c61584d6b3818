/** A file of a run: its content, or the reason why it must not exist. */
export type Output = { file: string; content: string } | { file: string; withheld: string };
