import { PROVIDERS } from '../clouds/index.ts';
import type { Catalogue, Checklist } from '../evaluate/catalogue.ts';
import { forCloud, type PerCloud } from './remedy.ts';
import type { Remedy, ReportedChecklist } from './schema.ts';

/** The checklists that the remedies refer to, with the commands of the clouds that these concern. */
export function checklistsFor(remedies: readonly Remedy[], { checklists }: Pick<Catalogue, 'checklists'>): ReportedChecklist[] {
  return checklists.flatMap((checklist) => {
    const referring = remedies.filter(({ steps }) => steps.checklist === checklist.id);
    return referring.length === 0 ? [] : [checklistFor(checklist, new Set(referring.map(({ cloud }) => cloud)))];
  });
}

/** @param clouds null among them: of every cloud, since it is not known which */
export const checklistFor = (checklist: Checklist, clouds: ReadonlySet<string | null> = new Set([null])): ReportedChecklist => ({
  ...checklist,
  steps: checklist.steps.map(({ title, text, cli }) => ({ title, text, cli: commandsFor(cli ?? [], clouds) })),
});

function commandsFor(cli: PerCloud<string[]>, clouds: ReadonlySet<string | null>) {
  if (Array.isArray(cli)) return cli.length === 0 ? [] : [{ cloud: null, commands: cli }];
  return PROVIDERS.filter((cloud) => clouds.has(cloud) || clouds.has(null)).flatMap((cloud) => {
    const commands = forCloud(cli, cloud) ?? [];
    return commands.length === 0 ? [] : [{ cloud, commands }];
  });
}
