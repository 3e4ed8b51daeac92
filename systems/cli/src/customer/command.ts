import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'

/** `ferraris customer`: who is the customer of which usage point, and what customers want deleted. */
export function customerCommand(): Command {
  return new Command('customer')
    .description(
      'Say who is the customer of a usage point, and decide what is deleted on demand; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(
      asking(new Command('list'))
        .description('List agreements with customers, the newest first')
        .option('--customer <name>', 'of this customer')
        .option('--usage-point <name>', 'of this usage point')
        .option('--limit <number>', 'so many at most', parseCount, 50)
        .addHelpText('after', examples('ferraris customer list --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./agreements.ts')).listAgreements(options)),
    )
    .addCommand(
      asking(new Command('move-in'))
        .description('Enter a customer who moves in; the account is made on the console')
        .requiredOption('--customer <name>', 'account with the role customer')
        .requiredOption('--usage-point <name>', 'where')
        .requiredOption('--from <day>', 'first day, YYYY-MM-DD')
        .addHelpText(
          'after',
          examples(
            'ferraris customer move-in --head-end http://127.0.0.1:8080 --customer ada --usage-point IT001E00000001 --from 2026-11-01',
          ),
        )
        .action(async options => (await import('./agreements.ts')).moveIn(options)),
    )
    .addCommand(
      asking(new Command('move-out'))
        .description('End an agreement: consents end with its last day')
        .argument('<id>', 'of the agreement')
        .requiredOption('--to <day>', 'last day, YYYY-MM-DD')
        .addHelpText(
          'after',
          examples('ferraris customer move-out 6f1c… --head-end http://127.0.0.1:8080 --to 2026-11-30'),
        )
        .action(async (id, options) => (await import('./agreements.ts')).moveOut(id, options)),
    )
    .addCommand(
      asking(new Command('deletions'))
        .description('List what customers want deleted, what waits first')
        .addHelpText('after', examples('ferraris customer deletions --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./deletions.ts')).listDeletions(options)),
    )
    .addCommand(
      asking(new Command('erase'))
        .description('Carry a demand out: the readings are deleted for ever')
        .argument('<id>', 'of the demand')
        .addHelpText('after', examples('ferraris customer erase 6f1c… --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./deletions.ts')).eraseReadings(id, options)),
    )
    .addCommand(
      asking(new Command('refuse'))
        .description('Refuse a demand')
        .argument('<id>', 'of the demand')
        .requiredOption('--reason <text>', 'the customer reads it')
        .addHelpText(
          'after',
          examples(
            'ferraris customer refuse 6f1c… --head-end http://127.0.0.1:8080 --reason "the invoice of October is disputed"',
          ),
        )
        .action(async (id, options) => (await import('./deletions.ts')).refuseDeletion(id, options)),
    )
}
