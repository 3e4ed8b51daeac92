import { Command } from 'commander'
import { examples } from '../examples.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris listen`: hear what meters say without being asked. */
export function listenCommand(): Command {
  return new Command('listen')
    .description('Hear what meters push, or say at their customer ports')
    .argument(
      '<place>',
      'tcp://0.0.0.0:4060, udp://0.0.0.0:4060, serial:///dev/ttyUSB0?baud=2400&parity=even, or mqtt://broker/topic',
    )
    .option('--keys <file|json>', 'keys as hex: {"guek","gak","systemTitle"}, or a list of such to try')
    .option('--count <number>', 'end after so many telegrams', parseCount)
    .option('--json', 'print one JSON document a line')
    .addHelpText(
      'after',
      examples(
        "ferraris listen 'serial:///dev/ttyUSB0?baud=2400&parity=even'",
        'ferraris listen tcp://0.0.0.0:4060 --keys push-keys.json --json',
        "ferraris listen 'mqtt://127.0.0.1:1883/han/#'",
      ),
    )
    .action(async (place, options) => (await import('./run.ts')).listen(place, options))
}
