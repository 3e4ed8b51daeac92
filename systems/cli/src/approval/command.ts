import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris approval`: orders that wait for a second person. */
export function approvalCommand(): Command {
  return new Command('approval')
    .description('Orders and activities that wait for a second person; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('list'))
        .description('List them, the newest first')
        .addOption(
          new Option('--state <state>', 'in one state').choices([
            'waiting',
            'approved',
            'rejected',
            'lapsed',
          ]),
        )
        .option('--limit <number>', 'so many at most', parseCount, 50)
        .addHelpText(
          'after',
          examples('ferraris approval list --head-end http://127.0.0.1:8080 --state waiting'),
        )
        .action(async options => (await import('./approvals.ts')).listApprovals(options)),
    )
    .addCommand(
      deciding('approve', 'Let it go on; never for the one who asked')
        .option('--comment <text>', 'what is to be remembered of it')
        .addHelpText('after', examples('ferraris approval approve 7d0c… --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./approvals.ts')).decide('approve', id, options)),
    )
    .addCommand(
      deciding('reject', 'Cancel it; never for the one who asked')
        .requiredOption('--comment <text>', 'why')
        .addHelpText(
          'after',
          examples("ferraris approval reject 7d0c… --comment 'paid today' --head-end http://127.0.0.1:8080"),
        )
        .action(async (id, options) => (await import('./approvals.ts')).decide('reject', id, options)),
    )
}

function deciding(name: string, description: string): Command {
  return asking(new Command(name)).description(description).argument('<id>', 'of the approval')
}
