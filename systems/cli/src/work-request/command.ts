import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris work-request`: work on site at many meters, for what could not be done from the head-end. */
export function workRequestCommand(): Command {
  return new Command('work-request')
    .description(
      'Ask a head-end for work on site, and give it to field devices; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(issueCommand())
    .addCommand(cancelCommand())
}

function createCommand(): Command {
  return asking(new Command('create'))
    .description('Make a work request of orders that came to nothing')
    .argument('[orders...]', 'ids of the orders')
    .requiredOption('--reason <text>', 'what the work is for')
    .option('--activity <id>', 'all orders of this activity that came to nothing')
    .addHelpText(
      'after',
      examples(
        'ferraris work-request create --activity 7d0c… --reason unreachable --head-end http://127.0.0.1:8080',
      ),
    )
    .action(async (orders, options) => (await import('./requests.ts')).createRequest(orders, options))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List work requests, the newest first')
    .option('--activity <id>', 'of one activity')
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples('ferraris work-request list --head-end http://127.0.0.1:8080'))
    .action(async options => (await import('./requests.ts')).listRequests(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show a work request, line by line')
    .argument('<id>', 'of the request')
    .addHelpText('after', examples('ferraris work-request show 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./requests.ts')).showRequest(id, options))
}

function issueCommand(): Command {
  return asking(new Command('issue'))
    .description(
      'Give it to a field device: writes one file with the signed orders of all its meters; administrators',
    )
    .argument('<id>', 'of the request')
    .requiredOption('--device <name>', 'an approved field device')
    .option('--hours <number>', 'how long the orders are valid, at most 720', parseCount, 24)
    .option('--out <file>', 'where to write them', 'work-orders.json')
    .addHelpText(
      'after',
      examples('ferraris work-request issue 7d0c… --device tablet-7 --head-end http://127.0.0.1:8080'),
    )
    .action(async (id, options) => (await import('./requests.ts')).issueRequest(id, options))
}

function cancelCommand(): Command {
  return asking(new Command('cancel'))
    .description('Withdraw the lines that are not done')
    .argument('<id>', 'of the request')
    .addHelpText('after', examples('ferraris work-request cancel 7d0c… --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./requests.ts')).cancelRequest(id, options))
}
