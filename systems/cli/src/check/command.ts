import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris check`: which meters can be reached, and how well. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Check which meters a head-end reaches, and how well; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('meter'))
        .description('Check the way to one meter: link, clock as public client, keys')
        .argument('<serial>', 'of the meter')
        .addHelpText('after', examples('ferraris check meter FER00000042 --head-end http://127.0.0.1:8080'))
        .action(async (serial, options) => (await import('./checks.ts')).checkMeter(serial, options)),
    )
    .addCommand(
      asking(new Command('night'))
        .description('List the silent meters of a night and what their check showed')
        .option('--night <date>', 'of this day; default the last one')
        .option('--limit <number>', 'so many at most, up to 1000', parseCount, 200)
        .addHelpText('after', examples('ferraris check night --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./checks.ts')).listNight(options)),
    )
    .addCommand(
      asking(new Command('statistics'))
        .description('Show success, retries, latency, hops and signal of meters')
        .option('--days <number>', 'so many days up to today, at most 90', parseCount, 7)
        .option('--concentrator <id>', 'of the meters that it serves')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .option('--csv <file>', 'write all of them into this file')
        .addHelpText(
          'after',
          examples(
            'ferraris check statistics --days 30 --csv communication.csv --head-end http://127.0.0.1:8080',
          ),
        )
        .action(async options => (await import('./checks.ts')).statistics(options)),
    )
}
