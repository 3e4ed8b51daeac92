import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'

/** `ferraris destination`: other systems that a head-end sends messages to. */
export function destinationCommand(): Command {
  return new Command('destination')
    .description('Say where a head-end sends messages (IEC 61968); the token is in FERRARIS_API_TOKEN')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addCommand(codesCommand())
}

function addCommand(): Command {
  return asking(new Command('add'))
    .description(
      'Add another system; its password is asked of FERRARIS_DESTINATION_PASSWORD, a token of FERRARIS_DESTINATION_TOKEN',
    )
    .argument('<name>', 'of the destination')
    .argument('<url>', 'https://mdm.example/cim, mqtts://broker:8883, amqps://broker:5671, tls://nats:4222')
    .option('--kind <kind>', 'http, soap, mqtt, amqp or nats (default: by the URL, http for web servers)')
    .option('--address <address>', 'of a broker: topic, queue or subject that messages go to')
    .option('--requests <address>', 'of a broker: topic, queue or subject that its requests are taken from')
    .option('--nouns <list>', 'what is published to it, with commas: MeterReadings,EndDeviceEvents,…')
    .option('--form <form>', 'generic or typed messages', 'generic')
    .option('--role <role>', 'what its requests over the broker may do', 'operator')
    .option('--username <name>', 'by which we sign in there')
    .option('--ca <file>', 'authority that signs its certificate, PEM (default: those of the system)')
    .option('--cert <file>', 'our certificate for it, PEM')
    .option('--key <file>', 'key of our certificate, PEM')
    .addHelpText(
      'after',
      examples(
        'ferraris destination add mdm https://mdm.example/cim --nouns MeterReadings,EndDeviceEvents --head-end http://127.0.0.1:8080',
        'ferraris destination add bus amqps://broker.example --address /queue/cim.out --requests /queue/cim.in --head-end http://127.0.0.1:8080',
      ),
    )
    .action(async (name, url, options) =>
      (await import('./destinations.ts')).addDestination(name, url, options),
    )
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List destinations: whether they are there, and what waits for them')
    .addHelpText('after', examples('ferraris destination list --head-end http://127.0.0.1:8080'))
    .action(async options => (await import('./destinations.ts')).listDestinations(options))
}

function removeCommand(): Command {
  return asking(new Command('remove'))
    .description('Remove a destination')
    .argument('<name>', 'of the destination')
    .option('--force', 'also when messages wait for it: they are discarded')
    .addHelpText('after', examples('ferraris destination remove mdm --head-end http://127.0.0.1:8080'))
    .action(async (name, options) => (await import('./destinations.ts')).removeDestination(name, options))
}

function codesCommand(): Command {
  return asking(new Command('codes'))
    .description('Show, set or forget the codes of orders, events and replies that a partner has')
    .argument('<partner>', 'name of the destination or token, or what the partner writes as Source')
    .option(
      '--file <file>',
      'the codes: { "controls": { "disconnect": "3.31.0.24" }, "events": …, "replies": … }',
    )
    .option('--forget', 'have our codes again')
    .addHelpText(
      'after',
      examples('ferraris destination codes mdm --file codes.json --head-end http://127.0.0.1:8080'),
    )
    .action(async (partner, options) => (await import('./codes.ts')).partnerCodes(partner, options))
}
