import { Command, Option } from 'commander'
import { xmlCommands } from './xml.ts'

/** `ferraris telegram`: look at what went over a wire. */
export function telegramCommand(): Command {
  const command = new Command('telegram').description('Take telegrams apart').addCommand(explainCommand())
  for (const child of xmlCommands()) command.addCommand(child)
  return command
}

/** Protocols with their transports, told again so that help needs no package; a test holds them equal to the dissectors. */
export const transportChoices: Readonly<Record<string, readonly string[]>> = {
  dlms: ['wrapper', 'hdlc', 'mbus', 'llc', 'apdu', 'data'],
  smitp: ['phy', 'mac', 'lsdu', 'ip', 'optical', 'host'],
  chain2: ['frame', 'buffer'],
}

function explainCommand(): Command {
  return new Command('explain')
    .description('Show what the octets of a telegram mean, layer by layer')
    .argument('[hex...]', 'the telegram as hex, in any usual writing; - reads it from standard input')
    .addOption(
      new Option('--protocol <name>', 'protocol')
        .choices(['auto', ...Object.keys(transportChoices)])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--transport <name>',
        'what the telegram is wrapped in; session takes a captured conversation',
      )
        .choices(['auto', ...Object.values(transportChoices).flat(), 'session'])
        .default('auto'),
    )
    .option('--keys <file|json>', 'keys as hex: {"guek","gak","ded",…}, or a list of such to try')
    .option(
      '--batch <file>',
      'one JSON object a line in, {"name","transport","frameHex","keys"}, one out; - is stdin',
    )
    .option('--file <file>', 'traffic: pcap, pcapng, or the octets of a line as they came')
    .option('--json', 'print one JSON document')
    .addHelpText('after', help)
    .action(async (hex, options) => (await import('./run.ts')).explainTelegram(hex, options))
}

const help = `
Keys, all of them optional, as hex:
  guek  global unicast encryption key     gak  authentication key     gbek  global broadcast key
  ded   dedicated key                     kek  master key
  systemTitle, clientSt, serverSt         system titles that the telegram does not carry
  For Chain 2: guek and gak, and initialKey for association frames
  For SMITP: aca  address of the meter, write  K1, read  K2, lmon  its counter, mode  hardened or faithful

Examples:
  $ ferraris telegram explain 0f00000007000201090c150161f75bd0000700000c1c
  $ ferraris telegram explain --keys keys.json 'DB 08 4D 4D 4D 00 00 BC 61 4E 27 30 …'
  $ xxd -p capture.bin | ferraris telegram explain - --transport hdlc --json
  $ ferraris telegram explain --protocol smitp --keys '{"aca":"4645…","read":"…"}' 22 …
  $ ferraris telegram explain --protocol chain2 --keys '{"guek":"…","gak":"…"}' db084d4d4d…
  $ ferraris telegram explain --file meter.pcapng --keys keys.json
  $ ferraris telegram explain --batch telegrams.jsonl --keys keys.json

Exit codes: 0 understood, 2 rejected: what is wrong, and where, stands on stderr.
`
