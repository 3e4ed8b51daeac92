import { Command } from 'commander'
import { examples } from '../examples.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris order`: what a head-end was asked to do at its meters. */
export function orderCommand(): Command {
  return new Command('order')
    .description(
      'See the orders of a head-end to its meters, and cancel them; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand())
}

function asking(command: Command): Command {
  return command
    .requiredOption('--head-end <url>', 'https://head-end.example')
    .option('--json', 'print one JSON document')
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List orders, the newest first: state, what they wait for, why')
    .option('--meter <serial>', 'of one meter')
    .option('--concentrator <name>', 'through one concentrator')
    .option(
      '--state <state>',
      'in one state: queued, sent, accepted, running, done, refused, failed, expired, cancelled',
    )
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples('ferraris order list --head-end http://127.0.0.1:8080 --state running'))
    .action(async options => (await import('./orders.ts')).listOrders(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show an order with its history')
    .argument('<id>', 'of the order')
    .addHelpText('after', examples('ferraris order show 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./orders.ts')).showOrder(id, options))
}

function cancelCommand(): Command {
  return asking(new Command('cancel'))
    .description('Cancel an order; its concentrator may have been faster')
    .argument('<id>', 'of the order')
    .addHelpText('after', examples('ferraris order cancel 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./orders.ts')).cancelOrder(id, options))
}
