import { calendarEntries } from '@ferraris/uplink'
import { Argument, Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount, parseWhole } from '../option-values.ts'
import { settingOptions } from './setting-flags.ts'
import { tableCommand } from './table/command.ts'

/** `ferraris concentrator`: the master of a section of the grid, in a substation. */
export function concentratorCommand(): Command {
  return new Command('concentrator')
    .description('Run a data concentrator, on a real power line or on a simulated one')
    .addCommand(startCommand())
    .addCommand(simulateCommand())
    .addCommand(settingsCommand())
    .addCommand(statusCommand())
    .addCommand(eventsCommand())
    .addCommand(runCommand())
    .addCommand(firmwareCommand())
    .addCommand(refusedCommand())
    .addCommand(tableCommand())
}

function startCommand(): Command {
  return callingIn(new Command('start'))
    .description(
      'Start a concentrator on a power-line modem; it calls its head-end and works on alone without it',
    )
    .argument('<modem>', 'serial port of the modem: serial:///dev/ttyUSB0?baud=57600')
    .option('--substation <name>', 'where it stands (else its name)')
    .option(
      '--kek <file>',
      'key that wraps the keys of meters, mode 0600; made when absent (else in the data folder)',
    )
    .option('--time-zone <zone>', 'of the meters', 'Europe/Rome')
    .option(
      '--ntp <host[:port]>',
      'time server that sets its clock (else the clock of this machine is taken as it is)',
    )
    .addHelpText(
      'after',
      examples(
        "ferraris concentrator start 'serial:///dev/ttyUSB0?baud=57600' --name CS-1 --broker mqtt://127.0.0.1:1883",
      ),
    )
    .action(async (modem, options) => (await import('./start.ts')).startConcentrator(modem, options))
}

function simulateCommand(): Command {
  return callingIn(new Command('simulate'))
    .description('Start a concentrator with a feeder of virtual meters of its own, for any head-end')
    .option('--meters <number>', 'meters on its line, the one at the transformer included', parseCount, 40)
    .option('--seed <number>', 'chance of a new feeder', parseWhole, 1)
    .addHelpText(
      'after',
      examples(
        'ferraris concentrator simulate --name CS-1 --broker mqtt://127.0.0.1:1883 --tunnel 127.0.0.1:54059 --data cs-1',
      ),
    )
    .action(async options => (await import('./simulate.ts')).simulateConcentrator(options))
}

function settingsCommand(): Command {
  return settingOptions(askingOfOne(new Command('settings')))
    .description(
      'Show or change the settings of a concentrator at its head-end; the token is in FERRARIS_API_TOKEN',
    )
    .addHelpText(
      'after',
      examples(
        'ferraris concentrator settings C1 --head-end http://127.0.0.1:8080',
        'ferraris concentrator settings C1 --attempts 6 --status-every 600 --head-end http://127.0.0.1:8080',
      ),
    )
    .action(async (name, options) => (await import('./settings.ts')).concentratorSettings(name, options))
}

function refusedCommand(): Command {
  return askingOfOne(new Command('refused'))
    .description(
      'List results of a concentrator that its head-end has refused for good; the token is in FERRARIS_API_TOKEN',
    )
    .option('--limit <number>', 'so many at most, 500 are kept', parseCount, 50)
    .addHelpText('after', examples('ferraris concentrator refused C1 --head-end http://127.0.0.1:8080'))
    .action(async (name, options) => (await import('./refused.ts')).refusedResults(name, options))
}

/** Asks about one concentrator. */
function askingOfOne(command: Command): Command {
  return asking(command).argument('<name>', 'as the head-end knows it')
}

function statusCommand(): Command {
  return askingOfOne(new Command('status'))
    .description(
      'Show what a concentrator tells its head-end of itself: conditions, clock, firmware, calendar',
    )
    .addHelpText('after', examples('ferraris concentrator status C1 --head-end http://127.0.0.1:8080'))
    .action(async (name, options) => (await import('./own-state.ts')).concentratorStatus(name, options))
}

function eventsCommand(): Command {
  return askingOfOne(new Command('events'))
    .description("Show a concentrator's own event log, the newest first")
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples('ferraris concentrator events C1 --head-end http://127.0.0.1:8080'))
    .action(async (name, options) => (await import('./own-state.ts')).concentratorEvents(name, options))
}

function runCommand(): Command {
  return askingOfOne(new Command('run'))
    .description('Order a concentrator to run an entry of its calendar at once')
    .addArgument(new Argument('<entry>', 'what').choices(calendarEntries))
    .addHelpText('after', examples('ferraris concentrator run C1 search --head-end http://127.0.0.1:8080'))
    .action(async (name, entry, options) => (await import('./own-state.ts')).runEntry(name, entry, options))
}

function firmwareCommand(): Command {
  return askingOfOne(new Command('firmware'))
    .description(
      'Order a concentrator to take firmware that was uploaded; it goes back by itself if it is lost then',
    )
    .argument('<sha256>', 'of the uploaded image')
    .addHelpText(
      'after',
      examples('ferraris concentrator firmware C1 9f86d0… --head-end http://127.0.0.1:8080'),
    )
    .action(async (name, image, options) =>
      (await import('./own-state.ts')).orderFirmware(name, image, options),
    )
}

/** Where it calls in, what it keeps. */
function callingIn(command: Command): Command {
  return command
    .requiredOption('--name <name>', 'as the head-end knows it')
    .requiredOption('--broker <url>', 'mqtts://head-end.example:8883, or mqtt://127.0.0.1:1883')
    .option('--tunnel <host:port>', 'interactive path of the head-end')
    .option('--smitp <host:port>', 'instead of it Original-SMITP over IP, by the certificate alone')
    .option('--ca <file>', 'authority of the head-end, PEM')
    .option('--tls-cert <file>', 'certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--json', 'print one JSON document once it runs')
}
