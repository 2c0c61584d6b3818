import type { Report } from '../../src/report/schema.ts';
import { HOSTILE, sampleReport, sampleWithExceptions } from './sample-report.ts';

/** The sample with a text wherever a person or another program chooses one. */
export function saying(text: string): Report {
  const report = sampleWithExceptions();
  const place = { start_line: 3, start_column: 2, end_line: 3, end_column: 9 };
  const uri = `infra/x${text.replaceAll('/', '')}/kafka.tf`;
  const block = { address: text, type: text, uri, ...place, other_region: false, attributes: {} };
  return {
    ...report,
    organization: { id: `org-${text}`, name: text },
    rules: report.rules.map((rule) => ({
      ...rule,
      ...{ title: text, description: text, rationale: text, remediation: text },
      references: [text, `https://orchard.example/${text}`],
      controls: { [text]: [text], security: ['S-1'] },
    })),
    subjects: report.subjects.map((subject) => ({
      ...subject,
      name: text,
      location: { uri, ...place, source: 'terraform' as const },
      blocks: [block, { ...block, start_line: 30, end_line: 30 }],
      inventory: { uri, ...place, start_line: 50, end_line: 50 },
    })),
    verdicts: report.verdicts.map((verdict) => ({ ...verdict, message: text, notes: [text] })),
    scope: {
      ...(report.scope ?? sampleReport().scope),
      parameters: [{ name: text, value: [text], default: 7, changed: true }],
    } as Report['scope'],
  };
}

const LONG = 10_000;

/** Texts that break a file, a line or a link, each by its name. */
export const hostileTexts: [string, string][] = [
  ['nothing', ''],
  ['spaces', '   \t\r\n'],
  ['a lone surrogate', 'apple \ud800'],
  ['half a pair at the end', '\udc00 apple'],
  ['10,000 letters', 'a'.repeat(LONG)],
  ['10,000 emoji', '🍏'.repeat(LONG)],
  ['a link', '[click](https://evil.example)'],
  ['a link to a related location', '[here](1)'],
  ['the end of a link', '](1) [x](2'],
  ['a backslash before a link', '\\[click](https://evil.example)'],
  ['a link between escapes', '\\[here\\](9)'],
  ['backslashes around a link', '\\\\[click\\](1)'],
  ['Markdown', '# h\n**b** `c` <img src=x onerror=alert(1)> | a | b |\n---\n```\nx\n```'],
  ['an end of sentences', 'Apple. All is well! Really?'],
  ['names of object properties', '__proto__'],
  ['placeholders', '{0} {1} {{x}} {param:max_days}'],
  ['reversed text', HOSTILE],
];
