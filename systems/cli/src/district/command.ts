import { Command } from 'commander'
import { examples } from '../examples.ts'
import { headEndOptions } from '../head-end/options.ts'
import { pushOptions } from '../head-end/pushes.ts'
import { parseCount, parsePort, parseWhole } from '../option-values.ts'
import { deviceCommand } from './running/device-command.ts'
import { displayCommand } from './running/display-command.ts'
import { faultCommand, harmCommand } from './running/fault-command.ts'
import { playCommand } from './running/play-command.ts'
import { probeCommand } from './running/probe-command.ts'

const dataOption = ['--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)'] as const

/** `ferraris district`: a whole system on one machine, and what is in it. */
export function districtCommand(): Command {
  return new Command('district')
    .description('Run virtual meters with a head-end and its console; describe them')
    .addCommand(startCommand())
    .addCommand(describeCommand())
    .addCommand(keysCommand())
    .addCommand(faultCommand())
    .addCommand(harmCommand())
    .addCommand(displayCommand())
    .addCommand(deviceCommand())
    .addCommand(probeCommand())
    .addCommand(playCommand())
}

function startCommand(): Command {
  return pushOptions(headEndOptions(new Command('start')))
    .description('Start virtual meters, a head-end that reads them, and its console (npm start)')
    .option(
      '--meters <number>',
      'how many meters (default: those the data folder has, at first 200)',
      parseCount,
    )
    .option(
      '--substations <number>',
      'power lines of a new district, each with a concentrator (default: 4 from 200 meters on, else none)',
      parseWhole,
    )
    .option(
      '--direct <number>',
      'meters of a new district with an IP address of their own (default: all but 40 a substation)',
      parseWhole,
    )
    .option('--load-curves <file>', 'measured curves, wide CSV or CSV.gz (default: synthetic households)')
    .option('--seed <number>', 'chance of a new district', parseWhole, 1)
    .option('--history <days>', 'days of the past that new meters bring along', parseWhole, 60)
    .option(
      '--meter-port <port>',
      'port of the first new meter, 0 for any (default: 20001 and those behind it)',
      parsePort,
    )
    .option(
      '--customer-devices <number>',
      "homes with a customer's device, among those whose meters have an IP address (default: 20 in a district with power lines, else none)",
      parseWhole,
    )
    .addHelpText(
      'after',
      examples(
        'ferraris district start',
        'ferraris district start --meters 1000 --port 9000 --data /var/lib/ferraris',
        'ferraris district start --meters 30 --substations 2 --data small',
        'npm start -- --load-curves load_15min_wh.csv.gz',
      ),
    )
    .action(async options => (await import('./start.ts')).startDistrict(options))
}

function describeCommand(): Command {
  return new Command('describe')
    .description('List the meters of a data folder: serial number, household, URI')
    .option(...dataOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('ferraris district describe', 'ferraris district describe --data ./data --json'),
    )
    .action(async options => (await import('./describe.ts')).describe(options))
}

function keysCommand(): Command {
  return new Command('keys')
    .description('Say where the keys of the meters lie, and for which meters')
    .argument('[serial]', 'one meter only')
    .option(...dataOption)
    .option('--show', 'print the keys themselves')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris district keys', 'ferraris district keys FER00000001 --show'))
    .action(async (serial, options) => (await import('./keys.ts')).describeKeys(serial, options))
}
