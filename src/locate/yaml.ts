import { visit } from 'yaml';
import { badInput } from '../audit-error.ts';
import { mistakesOfDuplicates } from '../input/duplicate-key.ts';
import { withoutMark } from '../input/encoding.ts';
import { placesIn, placesOfFile } from '../input/place.ts';
import { yamlDocuments } from '../input/yaml-text.ts';
import type { Location } from '../report/schema.ts';

/** The texts in a YAML file, with their places. @throws AuditError 65 where it is none */
export function scalarsIn(file: string, source: string): (Omit<Location, 'uri'> & { value: string })[] {
  const text = withoutMark(source);
  const placeOf = placesIn(text);
  const found: (Omit<Location, 'uri'> & { value: string })[] = [];
  const at = placesOfFile(file, placeOf);
  for (const document of yamlDocuments(file, text)) {
    const [error] = document.errors;
    if (error !== undefined) throw badInput(`${at(error.pos[0])}: not valid YAML: ${error.message}`);
    const mistakes = mistakesOfDuplicates(document, at, (offset) => placeOf(offset).line);
    if (mistakes.length > 0) throw badInput(mistakes);
    visit(document, {
      Scalar: (_, node) => {
        const { value, range } = node;
        if (typeof value !== 'string' || !range) return;
        const [start, end] = [placeOf(range[0]), placeOf(range[1])];
        found.push({ value, start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column });
      },
    });
  }
  return found;
}
