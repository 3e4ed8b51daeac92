import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris finding`: cases that a head-end has found, ranked. */
export function findingCommand(): Command {
  return new Command('finding')
    .description(
      'Look into what a head-end found: theft, loss, stopped meters, dangers; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(
      asking(new Command('list'))
        .description('List cases, the surest first')
        .option('--state <state>', 'open, in-work, confirmed or dismissed', 'open')
        .option('--kind <kind>', 'for example theft')
        .option('--meter <serial>', 'of one meter')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText('after', examples('ferraris finding list --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./findings.ts')).listFindings(options)),
    )
    .addCommand(
      asking(new Command('show'))
        .description('Show a case with its evidence')
        .argument('<id>', 'of the case')
        .addHelpText('after', examples('ferraris finding show 12 --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./findings.ts')).showFinding(id, options)),
    )
    .addCommand(
      asking(new Command('change'))
        .description('Take a case in work, confirm it, or dismiss it with a comment')
        .argument('<id>', 'of the case')
        .argument('<state>', 'in-work, confirmed or dismissed')
        .option('--comment <text>', 'why; needed to dismiss')
        .addHelpText(
          'after',
          examples(
            'ferraris finding change 12 dismissed --comment "seals are whole" --head-end http://127.0.0.1:8080',
          ),
        )
        .action(async (id, state, options) =>
          (await import('./findings.ts')).changeFinding(id, state, options),
        ),
    )
    .addCommand(
      asking(new Command('work'))
        .description('Make work on site of a case')
        .argument('<id>', 'of the case')
        .addHelpText('after', examples('ferraris finding work 12 --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./findings.ts')).workOnFinding(id, options)),
    )
    .addCommand(
      asking(new Command('search'))
        .description('Search now, instead of within the minute')
        .addHelpText('after', examples('ferraris finding search --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./findings.ts')).search(options)),
    )
}
