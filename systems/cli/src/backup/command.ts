import { Command } from 'commander'
import { examples } from '../examples.ts'
import { parseInstant } from '../option-values.ts'

/** `ferraris backup`: one copy of a data folder, now. `head-end start --backups` keeps them going. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('Copy a data folder with its database, whether its head-end runs or not')
    .option('--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)')
    .requiredOption('--to <folder>', 'folder of backups, best on another machine; keys are in it')
    .option(
      '--database <url>',
      'postgres://… where the database is elsewhere: its log gets a name to recover to, by its own means',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris backup --data /var/lib/ferraris --to /mnt/backups'))
    .action(async options => (await import('./backup.ts')).takeBackup(options))
}

/** `ferraris restore`: a data folder from backups. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('Make a data folder from backups, as far as they reach or to an earlier instant')
    .requiredOption('--from <folder>', 'folder of backups')
    .option(
      '--data <folder>',
      'data folder to make (else FERRARIS_DATA, else ./data); nothing is overwritten',
    )
    .option('--until <instant>', 'go back to this instant: 2026-11-30T08:00:00Z', parseInstant)
    .option(
      '--database <url>',
      'postgres://… of a database elsewhere that has been recovered by its own means: its counters move on',
    )
    .option('--list', 'say what could be restored, and restore nothing')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris restore --from /mnt/backups --list',
        'ferraris restore --from /mnt/backups --data /var/lib/ferraris',
        'ferraris restore --from /mnt/backups --data ./before --until 2026-11-30T08:00:00Z',
      ),
    )
    .action(async options => (await import('./restore.ts')).restoreBackup(options))
}
