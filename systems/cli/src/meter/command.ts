import { defaultEventProfile, eventProfileNames, harmKinds } from '@ferraris/metering'
import { Command, Option } from 'commander'
import { withParameters } from '../district/running/fault-command.ts'
import { examples } from '../examples.ts'
import { parseCount, parsePort, parseSeconds, parseSuite, parseWhole } from '../option-values.ts'
import { parseAssociations } from './serve/further-clients.ts'

const uriArgument = [
  '<uri>',
  'where the meter is, for example dlms+tcp://127.0.0.1:20001?client=2&auth=gmac&device=FER00000001',
] as const

/** What the numbers in logs mean, for commands that read them. */
export const eventProfileOption = [
  '--event-profile <list>',
  `what the numbers of events mean: ${eventProfileNames.join(', ')}`,
  defaultEventProfile,
] as const

/** `ferraris meter`: a meter to run, and a meter to talk to. */
export function meterCommand(): Command {
  return new Command('meter')
    .description('Run a virtual meter; read, write and command any meter')
    .addCommand(readCommand())
    .addCommand(pingCommand())
    .addCommand(diagnoseCommand())
    .addCommand(objectsCommand())
    .addCommand(writeCommand())
    .addCommand(executeCommand())
    .addCommand(programmeCommand())
    .addCommand(programmesCommand())
    .addCommand(startCommand())
    .addCommand(harmCommand())
    .addCommand(displayCommand())
}

/** Options of every verb that talks to a meter. */
export function talking(command: Command): Command {
  return command
    .option(
      '--keys <file|json>',
      'key ring: a file, or the JSON itself (else FERRARIS_KEYS, else that of the data folder)',
    )
    .option('--data <folder>', 'data folder with the key ring (else FERRARIS_DATA, else ./data)')
    .option(
      '--client <name|address>',
      'associate as management (1), reader (2), public (16) or another client',
    )
    .option('--timeout <seconds>', 'how long an answer may take', parseSeconds, 10)
    .option('--time-zone <zone>', "IANA zone of the meter's day", 'Europe/Rome')
    .option(
      '--quirks <list>',
      'how the meter differs from the standard: no-lists, no-ranges, deviation=inverted, …',
    )
    .option('--tls-ca <file>', 'TLS: authority of the meter, PEM')
    .option('--tls-cert <file>', 'TLS: our certificate, PEM')
    .option('--tls-key <file>', 'TLS: its key, PEM')
    .option('--frames', 'show every frame on stderr')
    .option('--json', 'print one JSON document')
}

function readCommand(): Command {
  return talking(new Command('read'))
    .description('Read registers, the clock, a load profile, or any attribute')
    .argument(...uriArgument)
    .argument(
      '[objects...]',
      'attributes to read, OBIS[:attribute]; without them the meter is read as a whole',
    )
    .option('--day <date>', 'the day of the profile, default today (local time of the meter)')
    .option('--from <time>', 'profile from this day or time on')
    .option('--to <time>', 'profile up to this day or time')
    .option(
      '--profile <obis>',
      'read only this profile, for example 1.0.99.2.0.255 (daily) or 0.0.99.98.0.255 (events)',
    )
    .option(...eventProfileOption)
    .addHelpText(
      'after',
      examples(
        "ferraris meter read 'dlms+tcp://127.0.0.1:20001?client=2&auth=gmac&device=FER00000001'",
        "ferraris meter read 'smitp+tcp://127.0.0.1:54059?device=FER00000001'",
        "ferraris meter read 'smitp+serial:///dev/ttyUSB0?device=FER00000001'",
        'ferraris meter read $URI --day 2026-11-20',
        'ferraris meter read $URI 1.0.1.8.0.255 1.0.32.7.0.255:2 --json',
        'ferraris meter read $URI --profile 1.0.99.2.0.255 --from 2026-11-01 --to 2026-11-20',
      ),
    )
    .action(async (uri, objects, options) =>
      (await import('./read/read.ts')).readMeter(uri, objects, options),
    )
}

function pingCommand(): Command {
  return talking(new Command('ping'))
    .description(
      'Check the way to a meter: the link, the clock as public client, the association with our keys',
    )
    .argument(...uriArgument)
    .addHelpText(
      'after',
      examples('ferraris meter ping $URI', 'ferraris meter ping $URI --client management --json'),
    )
    .action(async (uri, options) => (await import('./check/ping.ts')).pingOne(uri, options))
}

function diagnoseCommand(): Command {
  return talking(new Command('diagnose'))
    .description(
      'Take one snapshot: clock, faults, alarms, switch, battery, quality, firmware, protection, registers, logs',
    )
    .argument(...uriArgument)
    .option('--days <number>', 'logs of so many days', parseCount, 30)
    .option(...eventProfileOption)
    .addHelpText(
      'after',
      examples('ferraris meter diagnose $URI', 'ferraris meter diagnose $URI --client management --json'),
    )
    .action(async (uri, options) => (await import('./check/diagnose.ts')).diagnoseMeter(uri, options))
}

function objectsCommand(): Command {
  return talking(new Command('objects'))
    .description('List the objects that a meter shows, with access rights')
    .argument(...uriArgument)
    .option('--all', 'every attribute and method')
    .option('--image <file>', 'read everything that can be read into a file, from which a clone starts')
    .option('--no-profiles', 'an image without the rows of profiles')
    .addHelpText(
      'after',
      examples(
        'ferraris meter objects $URI',
        'ferraris meter objects $URI --client public --all',
        'ferraris meter objects $URI --client management --image meter.json',
      ),
    )
    .action(async (uri, options) => (await import('./objects/objects.ts')).listObjects(uri, options))
}

function writeCommand(): Command {
  return talking(new Command('write'))
    .description('Write an attribute, in the type it has')
    .argument(...uriArgument)
    .argument('<attribute>', 'OBIS:attribute')
    .argument('<value>', 'the value as text; octets as hex, text:…, obis:… or time:…; lists as JSON')
    .option('--type <type>', 'type to write, where the attribute cannot be read')
    .addHelpText(
      'after',
      examples(
        'ferraris meter write $URI 0.0.96.3.10.255:4 4 --client management',
        'ferraris meter write $URI 0.0.1.0.0.255:2 2026-11-21T12:00 --client management',
      ),
    )
    .action(async (uri, attribute, value, options) =>
      (await import('./operate/write.ts')).writeAttribute(uri, attribute, value, options),
    )
}

function executeCommand(): Command {
  return talking(new Command('execute'))
    .description('Invoke a method, or give an order: disconnect, reconnect, set-clock')
    .argument(...uriArgument)
    .argument('<method>', 'OBIS:method, or disconnect, reconnect, set-clock')
    .argument('[parameter]', 'parameter of the method; for set-clock a local time, default now')
    .option('--type <type>', 'type of the parameter, where the class does not say it')
    .addHelpText(
      'after',
      examples(
        'ferraris meter execute $URI disconnect --client management',
        'ferraris meter execute $URI set-clock --client management',
        'ferraris meter execute $URI 0.0.1.0.0.255:6 -30 --client management',
      ),
    )
    .action(async (uri, method, parameter, options) =>
      (await import('./operate/execute.ts')).execute(uri, method, parameter, options),
    )
}

function programmeCommand(): Command {
  return talking(new Command('programme'))
    .description('Do a piece of work at a meter: written where it differs, read back, each step told')
    .argument(...uriArgument)
    .argument('<kind>', 'what to do, one of `ferraris meter programmes`')
    .option('--parameters <file|json>', 'its parameters: a file, or the JSON itself')
    .option('--file <file...>', 'an image, a configuration, a template or a table that it takes', [])
    .addHelpText(
      'after',
      examples(
        `ferraris meter programme $URI limit --parameters '{"watts":3300}' --client management`,
        'ferraris meter programme $URI tariff-calendar --parameters calendar.json --client management',
        'ferraris meter programme $URI configure --file configuration.json --client management',
        `ferraris meter programme $URI firmware --file image.bin --parameters '{"version":"FER2.0.0"}' --client management`,
      ),
    )
    .action(async (uri, kind, options) =>
      (await import('./operate/programme.ts')).runProgramme(uri, kind, options),
    )
}

function programmesCommand(): Command {
  return new Command('programmes')
    .description('List what `meter programme` can do, or the parameters of one kind')
    .argument('[kind]', 'of which the parameters are shown')
    .option('--json', 'print one JSON document; parameters as JSON schema')
    .addHelpText('after', examples('ferraris meter programmes', 'ferraris meter programmes tariff-calendar'))
    .action(async (kind, options) =>
      (await import('./operate/programme-kinds.ts')).listProgrammes(kind, options),
    )
}

function startCommand(): Command {
  return new Command('start')
    .description('Run one virtual meter until it is stopped')
    .option('--port <port>', 'port to listen on, 0 for any', parsePort, 4059)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--framing <name>', 'what wraps its APDUs over TCP (default: wrapper)').choices([
        'wrapper',
        'hdlc',
      ]),
    )
    .option('--udp', 'listen on UDP instead of TCP')
    .option('--serial-port <path>', 'serve it in HDLC on a serial port instead, for example /dev/ttyUSB0')
    .option('--baud <rate>', 'speed of the serial port (default: 9600)', parseCount)
    .option('--mode-e', 'on the serial port, sleep until opened in mode E of IEC 62056-21')
    .option('--physical <address>', 'its physical HDLC address (default: any is its own)', parseWhole)
    .option('--smitp-port <port>', 'listen to METERS AND MORE over IP too, 0 for any port', parsePort)
    .option('--optical <path>', 'METERS AND MORE on an optical port too, for example /dev/ttyUSB0')
    .option('--tls-ca <file>', 'TLS on the port of METERS AND MORE: authority of the clients, PEM')
    .option('--tls-cert <file>', 'certificate of the meter, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--calls <place>', 'call a head-end and leave the connection open, for example 10.0.0.1:4059')
    .option('--customer-port <place>', 'push its registers there: tcp://…, udp://… or serial:///dev/…')
    .addOption(
      new Option('--customer-framing <name>', 'what wraps them')
        .choices(['mbus', 'hdlc', 'wrapper', 'apdu'])
        .default('mbus'),
    )
    .option('--customer-every <seconds>', 'how often', parseSeconds, 10)
    .option('--serial <serial>', 'three capital letters and a number', 'FER00000001')
    .option('--seed <number>', 'chance of the synthetic household', parseWhole, 1)
    .option('--load-curves <file>', 'measured curves, wide CSV or CSV.gz')
    .option('--household <name>', 'household of the file, default its first')
    .option('--history <days>', 'days of the past it brings along', parseWhole, 60)
    .option('--data <folder>', 'where it keeps its counters, events and keys', './meter')
    .option(
      '--keys <file>',
      'key ring with its keys, made if it is not there (default: keys.json in the data folder)',
    )
    .option('--suite <suite>', 'security suite: 0, or 1 or 2 with key pairs', parseSuite, 0)
    .option(
      '--associations <list>',
      'clients besides public, reader and management: all, or some of low,md5,sha1,sha256,ecdsa',
      parseAssociations,
      [],
    )
    .addOption(
      new Option('--referencing <kind>', 'name objects by logical names, short names, or as clients choose')
        .choices(['ln', 'sn', 'both'])
        .default('ln'),
    )
    .addOption(
      new Option(
        '--model <name>',
        'its objects: all, or a basic model with other names and without list services',
      )
        .choices(['full', 'basic'])
        .default('full'),
    )
    .option('--time-zone <zone>', 'IANA zone of its clock', 'Europe/Rome')
    .option('--image <file>', 'show what a meter once showed (meter objects --image), and measure nothing')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris meter start --port 4059 --seed 7',
        'ferraris meter start --framing hdlc --physical 17',
        'ferraris meter start --serial-port /dev/ttyUSB0 --mode-e',
        'ferraris meter start --smitp-port 54059 --optical /dev/ttyUSB1',
        'ferraris meter start --suite 2 --associations all --data ./meter-suite-2',
        'ferraris meter start --load-curves load_15min_wh.csv.gz --household 1000234',
        'ferraris meter start --image meter.json --keys keys.json',
      ),
    )
    .action(async options =>
      options.image === undefined
        ? await (await import('./serve/start.ts')).startMeter(options)
        : await (await import('./serve/start-clone.ts')).startClone(options),
    )
}

function displayCommand(): Command {
  return new Command('display')
    .description('Show the front of a virtual meter that runs; in a terminal the keys are its buttons')
    .option('--data <folder>', 'data folder of the meter', './meter')
    .addOption(pressOption())
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples('ferraris meter display', 'ferraris meter display --press down down --json'),
    )
    .action(async options => (await import('./display/meter-display.ts')).showMeterDisplay(options))
}

/** Buttons that are pressed before a front is shown. */
export function pressOption(): Option {
  return new Option('--press <button...>', 'press buttons, then show once').choices([
    'up',
    'down',
    'reconnect',
  ])
}

function harmCommand(): Command {
  return withParameters(new Command('harm'), harmKinds)
    .description('Let a virtual meter that runs feel something, or tell what it feels')
    .argument('[what]', harmKinds.join(', '))
    .option('--end', 'end it now')
    .option('--data <folder>', 'data folder of the meter', './meter')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris meter harm outage --for 10m',
        'ferraris meter harm sag --for 20s --depth 0.4 --data meter-2',
        'ferraris meter harm terminal-cover',
        'ferraris meter harm terminal-cover --end',
        'ferraris meter harm',
      ),
    )
    .action(async (what, options) => (await import('./serve/harm.ts')).harmMeter(what, options))
}
