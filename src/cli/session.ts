/** What each command is given of the process, and how it tells its exit code. */
export type Session = { version: string; env: NodeJS.ProcessEnv; directory: string; exit: (code: number) => void };
