import { calendarEntries } from '@ferraris/uplink'
import { Argument, Command } from 'commander'
import { settingOptions } from '../../concentrator/setting-flags.ts'
import { examples } from '../../examples.ts'
import { parseSeconds } from '../../option-values.ts'

const uriArgument = [
  '<uri>',
  'where it is: smitp+serial:///dev/ttyUSB0 by its optical port, smitp+tcp://192.0.2.1:54060 by Ethernet',
] as const

/** `ferraris field concentrator`: a concentrator on site, with a ticket, whether or not its head-end can be reached. */
export function concentratorCommand(): Command {
  return new Command('concentrator')
    .description('Work at a concentrator on site, by its optical port or by Ethernet, with a ticket; offline')
    .addCommand(readCommand())
    .addCommand(setCommand())
    .addCommand(runCommand())
}

function onSite(command: Command): Command {
  return command
    .argument(...uriArgument)
    .requiredOption('--ticket <file>', 'from ferraris field ticket')
    .option('--data <folder>', 'folder of the field device', './field')
    .option('--timeout <seconds>', 'how long an answer may take', parseSeconds, 10)
    .option('--json', 'print one JSON document')
}

function readCommand(): Command {
  return onSite(new Command('read'))
    .description('Read its state, settings, meters, jobs, files and log; readings of its meters if asked for')
    .argument('[what...]', 'state, settings, meters, jobs, files, log, readings; default all but readings')
    .option('--meter <address>', 'readings: of this meter alone, 464500000001')
    .addHelpText(
      'after',
      examples('ferraris field concentrator read smitp+serial:///dev/ttyUSB0 --ticket ticket.json'),
    )
    .action(async (uri, what, options) => (await import('./read.ts')).readConcentrator(uri, what, options))
}

function setCommand(): Command {
  return settingOptions(onSite(new Command('set')))
    .description('Change its settings')
    .addHelpText(
      'after',
      examples(
        'ferraris field concentrator set smitp+tcp://192.0.2.1:54060 --attempts 6 --ticket ticket.json',
      ),
    )
    .action(async (uri, options) => (await import('./change.ts')).setConcentrator(uri, options))
}

function runCommand(): Command {
  return onSite(new Command('run'))
    .description('Run an entry of its calendar at once')
    .addArgument(new Argument('<entry>', 'what').choices(calendarEntries))
    .addHelpText(
      'after',
      examples('ferraris field concentrator run smitp+serial:///dev/ttyUSB0 search --ticket ticket.json'),
    )
    .action(async (uri, entry, options) =>
      (await import('./change.ts')).runConcentratorEntry(uri, entry, options),
    )
}
