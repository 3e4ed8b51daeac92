import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris quality`: quality of supply as meters measure it. */
export function qualityCommand(): Command {
  return new Command('quality')
    .description('Quality of supply at meters and along lines; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('show'))
        .description('Show interruptions, dips, voltage and distortion at a meter')
        .argument('<serial>', 'of the meter')
        .option('--days <number>', 'of so many days up to now, at most 90', parseCount, 7)
        .addHelpText('after', examples('ferraris quality show FER00000042 --head-end http://127.0.0.1:8080'))
        .action(async (serial, options) => (await import('./quality.ts')).showQuality(serial, options)),
    )
    .addCommand(
      asking(new Command('read'))
        .description('Read them at the meter now')
        .argument('<serial>', 'of the meter')
        .addHelpText('after', examples('ferraris quality read FER00000042 --head-end http://127.0.0.1:8080'))
        .action(async (serial, options) => (await import('./quality.ts')).readQuality(serial, options)),
    )
    .addCommand(
      asking(new Command('watch'))
        .description('Read them regularly')
        .argument('<serial>', 'of the meter')
        .option('--hours <number>', 'every so many hours, at most 168', parseCount, 24)
        .option('--off', 'on demand only')
        .addHelpText('after', examples('ferraris quality watch FER00000042 --head-end http://127.0.0.1:8080'))
        .action(async (serial, options) => (await import('./quality.ts')).watchQuality(serial, options)),
    )
    .addCommand(
      asking(new Command('line'))
        .description('Show the voltage along the line of a concentrator')
        .argument('<concentrator>', 'that serves the meters')
        .option('--days <number>', 'of so many days up to now, at most 90', parseCount, 7)
        .addHelpText('after', examples('ferraris quality line C1 --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./quality.ts')).showLine(id, options)),
    )
}
