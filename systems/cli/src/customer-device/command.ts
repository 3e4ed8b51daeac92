import { Command } from 'commander'
import { deviceBenchCommands } from '../device-bench/command.ts'
import { examples } from '../examples.ts'
import { parsePort } from '../option-values.ts'

/** `ferraris customer-device`: the device in a home that hears its meter. */
export function customerDeviceCommand(): Command {
  const command = new Command('customer-device')
    .description("Run a customer's device of Chain 2: it hears the meter, shows, warns and publishes")
    .addCommand(makeCommand())
    .addCommand(startCommand())
    .addCommand(showCommand())
    .addCommand(watchCommand())
    .addCommand(pairCommand())
    .addCommand(countersCommand())
  for (const bench of deviceBenchCommands()) command.addCommand(bench)
  return command
}

function inFolder(command: Command): Command {
  return command
    .option('--data <folder>', 'data folder of the device (else FERRARIS_DATA, else ./data)')
    .option('--json', 'print one JSON document')
}

function makeCommand(): Command {
  return inFolder(new Command('make'))
    .description('Make a device: its name, address and initial key; prints what the distributor has to know')
    .argument('<id>', 'as on its plate')
    .option('--address <aca>', 'address on the power line, 12 hex digits (else drawn)')
    .option('--hardware <version>', 'version of the hardware (else of the parameter file, else virtual 1)')
    .option('--time-zone <zone>', 'of the meters (else of the parameter file, else Europe/Rome)')
    .option(
      '--parameters <file>',
      'parameter file of the maker, as `customer-device test` reads it: versions, meters with their pod, and key and address of each sample',
    )
    .option('--sample <name>', 'of the parameter file (else its first)')
    .addHelpText('after', examples('ferraris customer-device make DU-0001 --data kitchen'))
    .action(async (id, options) => (await import('./make.ts')).makeDevice(id, options))
}

function startCommand(): Command {
  return inFolder(new Command('start'))
    .description('Start a device that was made; its page, and what else is asked for, until it is stopped')
    .argument(
      '<place>',
      'modem: serial:///dev/ttyUSB0?baud=57600; at a bench or by another way: udp://127.0.0.1:4070, tcp://…, mqtt://broker/topic, han:///dev/ttyUSB0?baud=2400',
    )
    .option('--port <port>', 'of page and local interfaces', parsePort, 8088)
    .option(
      '--host <address>',
      'where they listen; another than this machine needs a certificate',
      '127.0.0.1',
    )
    .option('--tls-cert <file>', 'certificate of the page, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--broker <url>', "the home's MQTT broker: values, discovery for Home Assistant, appliance rules")
    .option('--ca <file>', 'authority of the brokers, PEM')
    .option('--discovery <prefix>', 'where Home Assistant looks for devices', 'homeassistant')
    .option('--platform <url>', 'MQTT broker of supplier and distributor: texts and prices')
    .option('--monitoring <url>', 'MQTT broker of the monitoring platform: daily counters')
    .option('--asset-provider <name>', 'who runs the device, as the monitoring platform knows it')
    .option('--modbus <host:port>', 'serve Modbus TCP there')
    .option('--modbus-client <address...>', 'machines beside this one that may read it')
    .option(
      '--rules <file>',
      'appliances that give way: [{"name","topic"}], with "on", "off", "within", "rest"',
    )
    .option('--layouts <file>', 'licensed layouts of the compact frames, in place of ours')
    .option('--keys <file|json>', 'keys of pushes of other meters: {"guek","gak","systemTitle"}, or a list')
    .addHelpText(
      'after',
      examples(
        "ferraris customer-device start 'serial:///dev/ttyUSB0?baud=57600' --data kitchen",
        'ferraris customer-device start udp://127.0.0.1:4070 --data kitchen --broker mqtt://127.0.0.1:1883',
      ),
    )
    .action(async (place, options) => (await import('./start.ts')).startDevice(place, options))
}

function showCommand(): Command {
  return inFolder(new Command('show'))
    .description('Show what a running device knows')
    .addHelpText('after', examples('ferraris customer-device show --data kitchen'))
    .action(async options => (await import('./show.ts')).showDevice(options))
}

function watchCommand(): Command {
  return inFolder(new Command('watch'))
    .description('Follow a running device in the terminal; sounds when too much power is drawn')
    .addHelpText('after', examples('ferraris customer-device watch --data kitchen'))
    .action(async options => (await import('./watch.ts')).watchDevice(options))
}

function pairCommand(): Command {
  return inFolder(new Command('pair'))
    .description('Have a running device show a code, with which a phone or a program is paired')
    .addHelpText('after', examples('ferraris customer-device pair --data kitchen'))
    .action(async options => (await import('./pair.ts')).pairWithDevice(options))
}

function countersCommand(): Command {
  return inFolder(new Command('counters'))
    .description(
      'Show the daily counters of a running device, or write them as the file that monitoring takes',
    )
    .option('--csv', 'as CSV')
    .addHelpText('after', examples('ferraris customer-device counters --csv --data kitchen > counters.csv'))
    .action(async options => (await import('./counters.ts')).showCounters(options))
}
