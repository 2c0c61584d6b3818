import { cut } from './cut.ts';
import { visible } from './visible.ts';

/** Of a text: an annotation stands in a narrow column. */
const MOST_TEXT = 1000;

/**
 * A workflow command as the runner of GitHub Actions reads it: one line, in which no text from outside ends the text, a property
 * or the command. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function workflowCommand(name: 'error' | 'warning' | 'notice', properties: Record<string, string>, text: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${property(cut(value, MOST_TEXT))}`);
  return `::${name}${given.length === 0 ? '' : ` ${given.join(',')}`}::${data(cut(text, MOST_TEXT))}`;
}

/** Control characters are shown as escapes, line breaks among them; a percent sign would begin an escape of the runner. */
const data = (text: string): string => visible(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
