/**
 * The module that a thread starts with. It lies beside the one that starts the thread: sources run as they are in development, and
 * as JavaScript in the package.
 * @param starter `import.meta.url` of the one that starts it
 */
export const threadModule = (name: string, starter: string): URL =>
  new URL(`./${name}${starter.endsWith('.ts') ? '.ts' : '.js'}`, starter);

/**
 * Room for what a thread makes and soon forgets, in MB. More of it costs memory and saves nothing: 10,000 clusters take 200 MB less
 * with two threads, and as long.
 */
export const YOUNG_MB = 16;
