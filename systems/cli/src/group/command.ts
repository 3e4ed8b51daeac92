import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris group`: saved groups of meters. */
export function groupCommand(): Command {
  return new Command('group')
    .description('Saved groups of meters of a head-end; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('save'))
        .description('Save a group: the meters that are named now, each of them in the inventory')
        .argument('<name>', 'of the group')
        .option('--meter <serial>', 'a meter; again for each', collect, [])
        .option('--csv <file>', 'meters of a list with the column `serial`')
        .option('--concentrator <name>', 'all meters of a concentrator; again for each', collect, [])
        .option('--search <text>', 'meters with this in serial number, usage point or URI')
        .addHelpText('after', examples('ferraris group save house-7 --head-end $URL --csv house-7.csv'))
        .action(async (name, options) => (await import('./groups.ts')).saveGroup(name, options)),
    )
    .addCommand(
      asking(new Command('list'))
        .description('List the groups by name')
        .option('--limit <number>', 'so many at most', parseCount, 50)
        .addHelpText('after', examples('ferraris group list --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./groups.ts')).listGroups(options)),
    )
    .addCommand(
      asking(new Command('show'))
        .description('Show the meters of a group')
        .argument('<name>', 'of the group')
        .option('--limit <number>', 'so many at most', parseCount, 50)
        .addHelpText('after', examples('ferraris group show house-7 --head-end http://127.0.0.1:8080'))
        .action(async (name, options) => (await import('./groups.ts')).showGroup(name, options)),
    )
    .addCommand(
      asking(new Command('sheet'))
        .description('What its meters showed at one instant, and the share of each')
        .argument('<name>', 'of the group')
        .requiredOption('--time <time>', 'the instant, for example 2026-12-01T00:00:00+01:00')
        .option('--since <time>', 'share what was counted since this instant')
        .option('--obis <code>', 'of the register', '1.0.1.8.0.255')
        .addOption(
          new Option('--format <format>', 'a table, or CSV').choices(['table', 'csv']).default('table'),
        )
        .addHelpText(
          'after',
          examples(
            'ferraris activity create --head-end $URL --name Heat --kind read-registers-at --set at=2026-12-01T00:00:00+01:00 --group house-7',
            'ferraris group sheet house-7 --head-end $URL --time 2026-12-01T00:00:00+01:00 --since 2026-11-01T00:00:00+01:00 --format csv',
          ),
        )
        .action(async (name, options) => (await import('./groups.ts')).showSheet(name, options)),
    )
    .addCommand(
      asking(new Command('remove'))
        .description('Remove a group; its meters and the activities made of it stay')
        .argument('<name>', 'of the group')
        .addHelpText('after', examples('ferraris group remove house-7 --head-end http://127.0.0.1:8080'))
        .action(async (name, options) => (await import('./groups.ts')).removeGroup(name, options)),
    )
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
