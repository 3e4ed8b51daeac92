import { Command, Option } from 'commander'
import { acting, filtering } from '../alarm/command.ts'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris incident`: alarms with one cause, and outages. */
export function incidentCommand(): Command {
  return new Command('incident')
    .description('Incidents of a head-end, outages first of all; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      filtering(asking(new Command('list')))
        .description('List incidents, the gravest first')
        .addOption(new Option('--kind <kind>', 'of one kind').choices(['outage', 'storm']))
        .option('--meter <serial>', 'that hit a meter')
        .addHelpText(
          'after',
          examples('ferraris incident list --head-end http://127.0.0.1:8080 --kind outage'),
        )
        .action(async options => (await import('./incidents.ts')).listIncidents(options)),
    )
    .addCommand(
      asking(new Command('show'))
        .description('Show an incident: how much, where, and what happened')
        .argument('<number>', 'of the incident', parseCount)
        .option('--homes', 'with the homes that it hit')
        .addHelpText('after', examples('ferraris incident show 7 --homes --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./incidents.ts')).showIncident(id, options)),
    )
    .addCommand(acting('acknowledge', 'incident'))
    .addCommand(acting('assign', 'incident'))
    .addCommand(acting('comment', 'incident'))
    .addCommand(acting('close', 'incident'))
    .addCommand(
      asking(new Command('reliability'))
        .description('SAIDI, SAIFI and CAIDI of a period, by feeder')
        .requiredOption('--from <time>', 'interruptions that began then or later')
        .requiredOption('--to <time>', 'and before this')
        .addOption(
          new Option('--by <place>', 'what makes a row')
            .choices(['feeder', 'substation', 'all'])
            .default('feeder'),
        )
        .addHelpText(
          'after',
          examples(
            'ferraris incident reliability --from 2026-01-01T00:00:00Z --to 2027-01-01T00:00:00Z --head-end http://127.0.0.1:8080',
          ),
        )
        .action(async options => (await import('./reliability.ts')).showReliability(options)),
    )
}
