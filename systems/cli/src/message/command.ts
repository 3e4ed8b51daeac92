import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris message`: what a head-end and other systems tell each other. */
export function messageCommand(): Command {
  return new Command('message')
    .description(
      'See messages from and to other systems (IEC 61968), and send or give them up; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(actCommand('resend', 'Send a message out again that is over'))
    .addCommand(actCommand('discard', 'Give up a message out; it stays in the list'))
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List messages, the newest first')
    .option('--direction <direction>', 'in or out')
    .option('--destination <name>', 'to or from one destination')
    .option('--state <state>', 'in one state: received, done, refused, waiting, delivered, dead, discarded')
    .option('--noun <noun>', 'of one noun, such as EndDeviceControls')
    .option('--order <id>', 'that led to an order, or tell of it')
    .option('--limit <number>', 'so many at most', parseCount, 50)
    .addHelpText('after', examples('ferraris message list --head-end http://127.0.0.1:8080 --state dead'))
    .action(async options => (await import('./messages.ts')).listMessages(options))
}

function showCommand(): Command {
  return asking(new Command('show'))
    .description('Show a message: its XML, what was answered, what it led to')
    .argument('<id>', 'number of the message')
    .addHelpText('after', examples('ferraris message show 42 --head-end http://127.0.0.1:8080'))
    .action(async (id, options) => (await import('./messages.ts')).showMessage(id, options))
}

function actCommand(verb: 'resend' | 'discard', description: string): Command {
  return asking(new Command(verb))
    .description(description)
    .argument('<id>', 'number of the message')
    .addHelpText('after', examples(`ferraris message ${verb} 42 --head-end http://127.0.0.1:8080`))
    .action(async (id, options) => (await import('./messages.ts')).actOnMessage(verb, id, options))
}
