import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount, parseWhole } from '../option-values.ts'

/** `ferraris order`: what a head-end was asked to do at its meters. */
export function orderCommand(): Command {
  return new Command('order')
    .description(
      'Order something of a meter through a head-end, see the orders, and cancel them; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(cancelCommand())
}

function createCommand(): Command {
  return asking(new Command('create'))
    .description('Order something of a meter, or of a concentrator')
    .requiredOption('--kind <kind>', 'what: switch, limit, set-clock, read-registers, tariff-calendar, …')
    .option('--meter <serial>', 'at this meter')
    .option('--concentrator <name>', 'by this concentrator itself: discover, run-now, call-emergency')
    .option('--parameters <json>', 'what the kind needs: a file, or JSON')
    .option('--connect', 'switch: the customer is to have power')
    .option('--disconnect', 'switch: the customer is to have none')
    .option('--watts <number>', 'limit: so much', parseWhole)
    .option('--from <day>', 'read-profile: first local day')
    .option('--to <day>', 'read-profile: last local day')
    .option('--id <id>', 'a name of your own: ordered again, it is done once')
    .option('--priority <priority>', 'on-demand, high, normal or low', 'on-demand')
    .option('--not-before <time>', 'not begun earlier')
    .option('--expires <time>', 'not begun later')
    .option('--attempts <number>', 'tried so often at most', parseCount)
    .option('--wait', 'until it is over; ends with 1 when it was not done')
    .addHelpText(
      'after',
      examples(
        'ferraris order create --head-end http://127.0.0.1:8080 --meter FER00000001 --kind switch --disconnect --wait',
        `ferraris order create --head-end http://127.0.0.1:8080 --meter FER00000001 --kind limit --parameters '{"watts":3000}'`,
        `ferraris order create --head-end http://127.0.0.1:8080 --concentrator C1 --kind call-emergency --parameters '{"group":2,"from":"2026-12-01T18:00:00+01:00","seconds":1800}' --wait`,
        'ferraris order create --head-end http://127.0.0.1:8080 --meter FER00000001 --kind tariff-calendar --parameters calendar.json --priority low',
      ),
    )
    .action(async options => (await import('./create.ts')).createOrder(options))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List orders, the newest first: state, what they wait for, why')
    .option('--meter <serial>', 'of one meter')
    .option('--concentrator <name>', 'through one concentrator')
    .option(
      '--state <state>',
      'in one state: queued, sent, accepted, running, done, verified, refused, failed, expired, cancelled',
    )
    .option('--kind <kind>', 'of one kind')
    .option('--cause <cause>', 'that came to nothing for one cause: silent, refused, wrong-key, …')
    .option('--activity <id>', 'of one activity')
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
