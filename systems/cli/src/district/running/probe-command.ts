import { Command } from 'commander'
import { examples } from '../../examples.ts'

/** `ferraris district probe`: an optical probe at one of its meters. */
export function probeCommand(): Command {
  return new Command('probe')
    .description(
      'Hold a probe to the optical port of a meter on a line of a running district, and print where it is reached',
    )
    .argument('<serial>', 'serial number of the meter')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district probe FER00000020',
        'ferraris field work work-orders.json --meter FER00000020 --at "$(ferraris district probe FER00000020)"',
      ),
    )
    .action(async (serial, options) => (await import('./probe.ts')).holdProbe(serial, options))
}
