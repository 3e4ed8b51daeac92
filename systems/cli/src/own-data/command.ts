import { Command, Option } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'

/** `ferraris own-data`: what customers may do with their data, and third parties with what they were let see. */
export function ownDataCommand(): Command {
  return new Command('own-data')
    .description(
      'See, take along, share and have deleted the data of the own usage points; the token of a customer, or of a third party, is in FERRARIS_API_TOKEN',
    )
    .addCommand(
      asking(new Command('list'))
        .description('List what you may see')
        .addHelpText('after', examples('ferraris own-data list --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./own-data.ts')).listOwnData(options)),
    )
    .addCommand(exportCommand())
    .addCommand(
      asking(new Command('consents'))
        .description('List whom you let see your data')
        .addHelpText('after', examples('ferraris own-data consents --head-end http://127.0.0.1:8080'))
        .action(async options => (await import('./consents.ts')).listConsents(options)),
    )
    .addCommand(allowCommand())
    .addCommand(
      asking(new Command('revoke'))
        .description('Revoke a consent: nothing is seen through it from then on')
        .argument('<id>', 'of the consent')
        .addHelpText('after', examples('ferraris own-data revoke 6f1c… --head-end http://127.0.0.1:8080'))
        .action(async (id, options) => (await import('./consents.ts')).revokeConsent(id, options)),
    )
    .addCommand(
      asking(new Command('delete'))
        .description('Demand that your readings be deleted; an operator decides')
        .argument('<id>', 'of what you may see')
        .option('--from <day>', 'first day; default: the first that is yours')
        .option('--to <day>', 'last day; default: the end of last month, or of the agreement')
        .addHelpText(
          'after',
          examples('ferraris own-data delete 6f1c… --head-end http://127.0.0.1:8080 --to 2026-09-30'),
        )
        .action(async (id, options) => (await import('./own-data.ts')).demandDeletion(id, options)),
    )
}

function exportCommand(): Command {
  return asking(new Command('export'))
    .description('Save a load profile as CSV or Green Button')
    .argument('<id>', 'of what you may see')
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'last day, YYYY-MM-DD')
    .option('--meter <serial>', 'default: the only one at the usage point')
    .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'green-button']).default('csv'))
    .requiredOption('--file <file>', 'to write')
    .addHelpText(
      'after',
      examples(
        'ferraris own-data export 6f1c… --head-end http://127.0.0.1:8080 --from 2026-11-01 --to 2026-11-30 --format green-button --file november.xml',
      ),
    )
    .action(async (id, options) => (await import('./own-data.ts')).exportOwnData(id, options))
}

function allowCommand(): Command {
  return asking(new Command('allow'))
    .description('Let a third party see data of a usage point, until you revoke it')
    .argument('<id>', 'of what you may see')
    .requiredOption('--third-party <name>', 'who')
    .requiredOption(
      '--scope <scope...>',
      'what: daily-energy, interval-data, register-readings; one or more of them',
    )
    .requiredOption('--until <time>', 'when it ends by itself, at most two years from now')
    .option('--from <day>', 'first day of the data; default: today')
    .addHelpText(
      'after',
      examples(
        'ferraris own-data allow 6f1c… --head-end http://127.0.0.1:8080 --third-party sun --scope daily-energy --until 2027-11-30T00:00:00Z',
      ),
    )
    .action(async (id, options) => (await import('./consents.ts')).giveConsent(id, options))
}
