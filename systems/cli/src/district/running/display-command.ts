import { Command } from 'commander'
import { examples } from '../../examples.ts'
import { pressOption } from '../../meter/command.ts'

/** `ferraris district display`: the front of one of its meters. */
export function displayCommand(): Command {
  return new Command('display')
    .description(
      'Show the front of a meter of a running district; in a terminal the keys are its buttons and covers',
    )
    .argument('<serial>', 'serial number of the meter')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .addOption(pressOption())
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district display FER00000001',
        'ferraris district display FER00000001 --press down --json',
      ),
    )
    .action(async (serial, options) => (await import('./display.ts')).showDistrictDisplay(serial, options))
}
