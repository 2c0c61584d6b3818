import type { Renderer } from './renderer.ts';

/** The formats, by the name that `--format` takes; each is loaded when it is asked for. */
export const RENDERERS = {
  html: async (): Promise<Renderer> => (await import('./html.ts')).html,
  sarif: async (): Promise<Renderer> => (await import('./sarif.ts')).sarif,
  json: async (): Promise<Renderer> => (await import('./json.ts')).json,
} as const;
