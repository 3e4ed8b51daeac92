import { Command, InvalidArgumentError } from 'commander'
import { examples } from '../../examples.ts'

/** `ferraris district play`: a day of faults from a file. */
export function playCommand(): Command {
  return new Command('play')
    .description('Play a scenario in a running district: faults and harms at their times')
    .argument('[file]', 'a JSON file, or one that comes with Ferraris: storm, theft, hot-day')
    .option('--speed <factor>', 'how much faster its time passes', parseSpeed, 1)
    .option('--stop', 'end what plays, and mend what it has done')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district play storm',
        'ferraris district play theft --speed 60',
        'ferraris district play my-day.json --data small',
        'ferraris district play --stop',
      ),
    )
    .action(async (file, options) => (await import('./play.ts')).play(file, options))
}

function parseSpeed(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text)
  throw new InvalidArgumentError('Write a number above 0, for example 60.')
}
