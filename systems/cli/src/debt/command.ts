import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris debt`: supplies that are switched off for debt, and given back when it is paid. */
export function debtCommand(): Command {
  return new Command('debt')
    .description(
      'Have supplies switched off for debt, in the hours that the brakes allow, and tell payments; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(createCommand())
    .addCommand(
      asking(new Command('list'))
        .description('List the lists of debts, the newest first')
        .option('--limit <number>', 'so many at most', parseCount, 50)
        .addHelpText('after', examples('ferraris debt list --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./debts.ts')).listDebtLists(options)),
    )
    .addCommand(showCommand())
    .addCommand(paidCommand())
}

function createCommand(): Command {
  return asking(new Command('create'))
    .description('Hand in a list of debts')
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--csv <file>', 'with the columns serial, amount, and perhaps currency and reference')
    .option('--id <id>', 'chosen by you, so that the same command again does nothing twice')
    .option('--currency <currency>', 'of rows without one, three letters')
    .option('--start <time>', 'switch no supply off earlier')
    .option('--expires <time>', 'switch none off later; default: a week after the start')
    .addHelpText(
      'after',
      examples('ferraris debt create --head-end http://127.0.0.1:8080 --name November --csv debts.csv'),
    )
    .action(async options => (await import('./debts.ts')).createDebtList(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show the debts of a list, and what became of each')
    .argument('<id>', 'of the list')
    .addOption(
      new Option('--state <state>', 'in one state').choices([
        'waiting',
        'under-way',
        'disconnected',
        'failed',
        'cancelled',
        'left-out',
        'paid',
      ]),
    )
    .option('--limit <number>', 'so many debts at most', parseCount, 50)
    .addHelpText('after', examples('ferraris debt show november --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./debts.ts')).showDebtList(id, options))
}

function paidCommand(): Command {
  return asking(new Command('paid'))
    .description('Tell a payment: what waits is cancelled, and a supply that is off is given back at once')
    .option('--meter <serial>', 'all debts of this meter')
    .option('--reference <reference>', 'the debts with this reference')
    .option(
      '--credit <number>',
      'of a meter that is paid in advance: what its account has left now, in the smallest unit',
      parseCount,
    )
    .addHelpText(
      'after',
      examples('ferraris debt paid --head-end http://127.0.0.1:8080 --reference INV-4711'),
    )
    .action(async options => (await import('./debts.ts')).tellPayment(options))
}
