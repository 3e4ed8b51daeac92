import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

const at = '--head-end http://127.0.0.1:8080'
const day = 'FER00000001 1.0.1.8.0.255 2026-11-18'

/** `ferraris data`: what validation made of what was collected. */
export function dataCommand(): Command {
  return new Command('data')
    .description('Validate, estimate and edit what a head-end collected; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('exceptions'))
        .description('List days that wait for a person, the worst first')
        .option('--state <state>', 'invalid or suspect')
        .option('--rule <number>', 'found by a rule, such as V14')
        .option('--meter <serial>', 'of one meter')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText('after', examples(`ferraris data exceptions ${at}`))
        .action(async options => (await import('./exceptions.ts')).listExceptions(options)),
    )
    .addCommand(
      ofDay(new Command('day'))
        .description('Show a day with its versions, and why each is as it is')
        .addHelpText('after', examples(`ferraris data day ${day} ${at}`))
        .action(async (serial, obis, date, options) =>
          (await import('./days.ts')).showDay({ serial, obis, day: date }, options),
        ),
    )
    .addCommand(
      ofDay(new Command('edit'))
        .description('Set values of a day; the version before stays')
        .requiredOption(
          '--set <interval=value>',
          'an interval from 0, and its value; again for each',
          collect,
          [],
        )
        .requiredOption('--reason <text>', 'why; it stays with the version')
        .addHelpText('after', examples(`ferraris data edit ${day} --set 30=41 --reason "read on site" ${at}`))
        .action(async (serial, obis, date, options) =>
          (await import('./days.ts')).editDay({ serial, obis, day: date }, options),
        ),
    )
    .addCommand(
      ofDay(new Command('confirm'))
        .description('Say that what the rules found in a day is right as it is')
        .requiredOption('--reason <text>', 'why; it stays with the version')
        .addHelpText('after', examples(`ferraris data confirm ${day} --reason "a sauna" ${at}`))
        .action(async (serial, obis, date, options) =>
          (await import('./days.ts')).confirmDay({ serial, obis, day: date }, options),
        ),
    )
    .addCommand(
      asking(new Command('changes'))
        .description('Read judged days in the order of their changes, late and corrected ones again')
        .option('--since <cursor>', 'of the answer before; 0 begins', '0')
        .option('--limit <number>', 'days an answer, up to 500', parseCount, 100)
        .addHelpText('after', examples(`ferraris data changes --since 0 --json ${at}`))
        .action(async options => (await import('./changes.ts')).listChanges(options)),
    )
    .addCommand(
      asking(new Command('rules'))
        .description('List rules and methods with the numbers of a group of meters')
        .option('--group <name>', 'group of meters', 'default')
        .addHelpText('after', examples(`ferraris data rules --group shops ${at}`))
        .action(async options => (await import('./rules.ts')).listRules(options)),
    )
    .addCommand(
      asking(new Command('rule'))
        .description('Set how a rule is asked for a group of meters')
        .argument('<number>', 'such as V14 or E06')
        .option('--group <name>', 'group of meters', 'default')
        .option('--off', 'do not ask it')
        .option(
          '--set <name=number>',
          'a parameter; again for each, the others are as by default',
          collect,
          [],
        )
        .addHelpText('after', examples(`ferraris data rule V14 --group shops --set percent=300 ${at}`))
        .action(async (id, options) => (await import('./rules.ts')).setRule(id, options)),
    )
    .addCommand(
      asking(new Command('recompute'))
        .description('Judge days again, after rules were changed')
        .requiredOption('--from <day>', 'first local day')
        .requiredOption('--to <day>', 'last local day, included')
        .option('--meter <serial>', 'of one meter')
        .addHelpText('after', examples(`ferraris data recompute --from 2026-11-01 --to 2026-11-30 ${at}`))
        .action(async options => (await import('./rules.ts')).recompute(options)),
    )
}

function ofDay(command: Command): Command {
  return asking(command)
    .argument('<serial>', 'of the meter')
    .argument('<obis>', 'of the channel')
    .argument('<day>', 'local day, as 2026-11-18')
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
