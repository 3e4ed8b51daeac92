import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

const at = '--head-end http://127.0.0.1:8080'

/** `ferraris push`: what meters send to a head-end without being asked, and callers that are not in its inventory. */
export function pushCommand(): Command {
  return new Command('push')
    .description(
      'Pushes of meters, and meters that call and are not known; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(
      asking(new Command('status'))
        .description('Show where pushes come in, how many, and what was refused')
        .addHelpText('after', examples(`ferraris push status ${at}`))
        .action(async options => (await import('./pushes.ts')).pushStatus(options)),
    )
    .addCommand(
      asking(new Command('refused'))
        .description('List what was not taken, by sender and reason, the latest first')
        .option('--reason <reason>', 'for one reason, for example forged')
        .option('--meter <serial>', 'of one meter')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText('after', examples(`ferraris push refused --reason replayed ${at}`))
        .action(async options => (await import('./pushes.ts')).listRefused(options)),
    )
    .addCommand(
      asking(new Command('lists'))
        .description('Show, or say, what the push setups of a meter send that sends values without names')
        .argument('<serial>', 'serial number of the meter')
        .option(
          '--set <file|json>',
          'these lists and no other: [{"setup", "objects": [{"classId", "obis", "attribute"}]}]',
        )
        .addHelpText(
          'after',
          examples(
            `ferraris push lists M1 ${at}`,
            `ferraris push lists M1 ${at} --set '[{"setup":"0.1.25.9.0.255","objects":[{"classId":1,"obis":"0.0.97.98.20.255","attribute":2}]}]'`,
          ),
        )
        .action(async (serial, options) => (await import('./lists.ts')).pushLists(serial, options)),
    )
    .addCommand(
      asking(new Command('callers'))
        .description('List meters that call or push and are not in the inventory, the latest first')
        .option('--limit <number>', 'so many at most, up to 500', parseCount, 50)
        .addHelpText('after', examples(`ferraris push callers ${at}`))
        .action(async options => (await import('./callers.ts')).listCallers(options)),
    )
    .addCommand(
      asking(new Command('enrol'))
        .description('Enrol a meter that calls, with its keys; it is read over the connection that it opens')
        .argument('<system-title>', 'as ferraris push callers lists it')
        .requiredOption('--keys <file|json>', 'key ring: a file, or the JSON itself')
        .option('--serial <serial>', 'its serial number, where it does not say it itself')
        .option('--usage-point <name>', 'where it measures')
        .addHelpText('after', examples(`ferraris push enrol 4645520000000001 --keys keys.json ${at}`))
        .action(async (title, options) => (await import('./callers.ts')).enrolCaller(title, options)),
    )
    .addCommand(
      asking(new Command('forget'))
        .description('Take a caller off the list; it comes back when it calls again')
        .argument('<system-title>', 'as ferraris push callers lists it')
        .addHelpText('after', examples(`ferraris push forget 4645520000000001 ${at}`))
        .action(async (title, options) => (await import('./callers.ts')).forgetCaller(title, options)),
    )
}
