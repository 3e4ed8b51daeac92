import { Argument, Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { eventProfileOption, talking } from '../meter/command.ts'
import { parseCount, parseSeconds } from '../option-values.ts'
import { concentratorCommand } from './concentrator/command.ts'

const uriArgument = [
  '<uri>',
  'where the meter is: smitp+serial:///dev/ttyUSB0?device=FER00000001 by its optical port, or any other meter URI',
] as const

/** `ferraris field`: the local operation and maintenance device, in front of a meter. */
export function fieldCommand(): Command {
  return new Command('field')
    .description('Work at a meter on site, by its optical port, a serial line or the network; offline')
    .addCommand(readCommand())
    .addCommand(writeCommand())
    .addCommand(eventsCommand())
    .addCommand(clockCommand())
    .addCommand(switchCommand())
    .addCommand(firmwareCommand())
    .addCommand(initCommand())
    .addCommand(registerCommand())
    .addCommand(approveCommand())
    .addCommand(workCommand())
    .addCommand(uploadCommand())
    .addCommand(ticketCommand())
    .addCommand(ticketsCommand())
    .addCommand(recallCommand())
    .addCommand(concentratorCommand())
}

function readCommand(): Command {
  return talking(new Command('read'))
    .description('Read a meter as a whole, some of its registers, or a profile')
    .argument(...uriArgument)
    .argument('[objects...]', 'what to read, OBIS[:attribute]')
    .option('--day <date>', 'the day of the profile, default today')
    .option('--from <time>', 'profile from this day or time on')
    .option('--to <time>', 'profile up to this day or time')
    .option('--profile <obis>', 'read only this profile')
    .addHelpText('after', examples("ferraris field read 'smitp+serial:///dev/ttyUSB0?device=FER00000001'"))
    .action(async (uri, objects, options) =>
      (await import('../meter/read/read.ts')).readMeter(uri, objects, options),
    )
}

function writeCommand(): Command {
  return talking(new Command('write'))
    .description('Write an attribute')
    .argument(...uriArgument)
    .argument('<attribute>', 'OBIS:attribute')
    .argument('<value>', 'the value as text')
    .addHelpText('after', examples('ferraris field write $URI 0.0.96.3.10.255:4 4'))
    .action(async (uri, attribute, value, options) =>
      (await import('./commands.ts')).write(uri, attribute, value, options),
    )
}

function eventsCommand(): Command {
  return talking(new Command('events'))
    .description('Read the event logs, and say what their numbers mean')
    .argument(...uriArgument)
    .option(...eventProfileOption)
    .addHelpText('after', examples('ferraris field events $URI --json'))
    .action(async (uri, options) => (await import('./commands.ts')).events(uri, options))
}

function clockCommand(): Command {
  return talking(new Command('clock'))
    .description('Read the clock, or set it to that of this computer')
    .argument(...uriArgument)
    .option('--set', 'set it')
    .addHelpText('after', examples('ferraris field clock $URI', 'ferraris field clock $URI --set'))
    .action(async (uri, options) => (await import('./commands.ts')).clock(uri, options))
}

function switchCommand(): Command {
  return talking(new Command('switch'))
    .description('Show whether the supply is on, switch it off, or on again')
    .argument(...uriArgument)
    .addArgument(new Argument('[order]', 'what to do').choices(['disconnect', 'reconnect']))
    .addHelpText('after', examples('ferraris field switch $URI', 'ferraris field switch $URI reconnect'))
    .action(async (uri, order, options) => (await import('./commands.ts')).supplySwitch(uri, order, options))
}

function firmwareCommand(): Command {
  return talking(new Command('firmware'))
    .description('Show the firmware, or load an image')
    .argument(...uriArgument)
    .argument('[image]', 'file of the image')
    .option('--name <version>', 'what the meter calls the image')
    .addHelpText('after', examples('ferraris field firmware $URI image.bin --name 2.1.0'))
    .action(async (uri, image, options) => (await import('./commands.ts')).firmware(uri, image, options))
}

/** The folder of the field device. */
function inFolder(command: Command): Command {
  return command
    .option('--data <folder>', 'folder of the field device', './field')
    .option('--json', 'print one JSON document')
}

function initCommand(): Command {
  return inFolder(new Command('init'))
    .description('Make this computer a field device: its keys, and the head-end that may give it orders')
    .argument('<key>', 'public key of the head-end, from GET /api/v1/work-orders/key')
    .addHelpText('after', examples('ferraris field init MCowBQYDK2Vw… --data ./field'))
    .action(async (key, options) => (await import('./init.ts')).init(key, options))
}

const headEndOption = ['--head-end <url>', 'https://head-end.example'] as const

function registerCommand(): Command {
  return inFolder(new Command('register'))
    .description('Register this field device with the head-end, with the token in FERRARIS_API_TOKEN')
    .argument('<name>', 'name of the device, for example tablet-7')
    .requiredOption(...headEndOption)
    .addHelpText('after', examples('ferraris field register tablet-7 --head-end https://head-end.example'))
    .action(async (name, options) => (await import('./register.ts')).register(name, options))
}

function approveCommand(): Command {
  return asking(new Command('approve'))
    .description(
      'Approve a registered field device, with the token of an administrator in FERRARIS_API_TOKEN',
    )
    .argument('<name>', 'name of the device')
    .addHelpText('after', examples('ferraris field approve tablet-7 --head-end https://head-end.example'))
    .action(async (name, options) => (await import('./register.ts')).approve(name, options))
}

function workCommand(): Command {
  return inFolder(new Command('work'))
    .description('Carry out a work order, offline; called again, it goes on where it stood')
    .argument('<order>', 'file of the order, or of many')
    .option('--meter <serial>', 'the one of many that you stand before')
    .option('--at <uri>', 'where you reach the meter, for example smitp+serial:///dev/ttyUSB0')
    .option('--image <file>', 'image of firmware that the order names')
    .option('--timeout <seconds>', 'how long an answer may take', parseSeconds, 10)
    .option('--frames', 'show every frame on stderr')
    .option('--tls-ca <file>', 'TLS: authority of the meter, PEM')
    .option('--tls-cert <file>', 'TLS: our certificate, PEM')
    .option('--tls-key <file>', 'TLS: its key, PEM')
    .addHelpText('after', examples('ferraris field work order.json --at smitp+serial:///dev/ttyUSB0'))
    .action(async (order, options) => (await import('./work.ts')).work(order, options))
}

function uploadCommand(): Command {
  return inFolder(new Command('upload'))
    .description('Hand results in to the head-end, with the token in FERRARIS_API_TOKEN')
    .argument('[files...]', 'files of results; without them all that were not handed in')
    .requiredOption(...headEndOption)
    .addHelpText('after', examples('ferraris field upload --head-end https://head-end.example'))
    .action(async (files, options) => (await import('./upload.ts')).upload(files, options))
}

function ticketCommand(): Command {
  return new Command('ticket')
    .description(
      'Get a ticket for a concentrator on site, with the token of an administrator in FERRARIS_API_TOKEN',
    )
    .argument('<concentrator>', 'as the head-end knows it')
    .requiredOption(...headEndOption)
    .requiredOption('--device <name>', 'the approved field device that it is for')
    .option('--change', 'it may change settings, too, and run what its calendar has')
    .option('--hours <number>', 'how long it is valid, at most 168', parseCount, 12)
    .option('--out <file>', 'where to write it', 'ticket.json')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('ferraris field ticket C1 --device tablet-7 --change --head-end https://head-end.example'),
    )
    .action(async (name, options) => (await import('./ticket.ts')).getTicket(name, options))
}

function ticketsCommand(): Command {
  return asking(new Command('tickets'))
    .description('List the tickets that were given for a concentrator, the newest first')
    .argument('<concentrator>', 'as the head-end knows it')
    .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
    .addHelpText('after', examples('ferraris field tickets C1 --head-end https://head-end.example'))
    .action(async (name, options) => (await import('./ticket.ts')).listTickets(name, options))
}

function recallCommand(): Command {
  return asking(new Command('recall'))
    .description(
      'Recall a ticket before its time is over, with the token of an administrator in FERRARIS_API_TOKEN',
    )
    .argument('<concentrator>', 'as the head-end knows it')
    .argument('<ticket>', 'id, as ferraris field tickets lists it')
    .addHelpText('after', examples('ferraris field recall C1 5f2c… --head-end https://head-end.example'))
    .action(async (name, id, options) => (await import('./ticket.ts')).recallTicket(name, id, options))
}
