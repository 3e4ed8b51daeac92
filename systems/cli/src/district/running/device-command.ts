import { Command } from 'commander'
import { examples } from '../../examples.ts'

/** `ferraris district device`: the customer's device of one of its homes. */
export function deviceCommand(): Command {
  return new Command('device')
    .description(
      "Show what the customer's device in a home of a running district shows, and what it has heard",
    )
    .argument('<serial>', 'serial number of the meter in that home')
    .option('--watch', 'look again each second, until Ctrl-C')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district device FER00000001',
        'ferraris district harm extra-load FER00000001 --level 6000 && ferraris district device FER00000001 --watch',
      ),
    )
    .action(async (serial, options) => (await import('./device.ts')).showDevice(serial, options))
}
