import { cloudInWords } from '../../report/message.ts';
import type { Report } from '../../report/schema.ts';
import { ruleText } from '../rules.ts';
import { checklistAnchor } from './links.ts';

/** The checklists as the page shows them, commands line by line. */
export const checklists = ({ checklists: all }: Report) =>
  all.map(({ id, title, summary, steps }) => ({
    anchor: checklistAnchor(id),
    title: ruleText(title),
    summary: ruleText(summary),
    steps: steps.map(({ title, text, cli }) => ({
      title: ruleText(title),
      text: ruleText(text),
      cli: cli.map(({ cloud, commands }) => ({ name: cloud && cloudInWords(cloud), lines: commands })),
    })),
  }));
