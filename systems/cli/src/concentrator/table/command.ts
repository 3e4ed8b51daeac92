import { Command, Option } from 'commander'
import { examples } from '../../examples.ts'
import { asking } from '../../head-end/asking.ts'
import { parseWhole } from '../../option-values.ts'

const at = '--head-end http://127.0.0.1:8080'

/** `ferraris concentrator table`: rows of METERS AND MORE, of a concentrator or of a meter behind it. */
export function tableCommand(): Command {
  return new Command('table')
    .description(
      'Read and change rows of the tables of METERS AND MORE through a head-end; the token is in FERRARIS_API_TOKEN',
    )
    .addCommand(listCommand())
    .addCommand(readCommand())
    .addCommand(writeCommand())
    .addCommand(resetCommand())
}

function listCommand(): Command {
  return asking(new Command('list'))
    .description('List the kinds of rows: where they stand, what is in them, what may be done to them')
    .addOption(ofOption())
    .addHelpText('after', examples(`ferraris concentrator table list ${at}`))
    .action(async options => (await import('./rows.ts')).listKinds(options))
}

function readCommand(): Command {
  return ofOneRow(new Command('read'))
    .description('Read a row')
    .addHelpText(
      'after',
      examples(
        `ferraris concentrator table read C1 statusWord ${at}`,
        `ferraris concentrator table read FER00000001 totals --of meter ${at}`,
      ),
    )
    .action(async (name, kind, options) => (await import('./rows.ts')).readRow(name, kind, options))
}

function writeCommand(): Command {
  return ofOneRow(new Command('write'))
    .description('Write a row, and show what is read back')
    .argument('[member=value...]', 'its members; all of them')
    .option('--octets <hex>', 'instead of members the whole row, hex digits')
    .addHelpText('after', examples(`ferraris concentrator table write C1 setting value=6 --row 1 ${at}`))
    .action(async (name, kind, members, options) =>
      (await import('./rows.ts')).writeRow(name, kind, members, options),
    )
}

function resetCommand(): Command {
  return ofOneRow(new Command('reset'))
    .description('Put a row back to what it is from the start')
    .option('--whole', 'all rows of the table')
    .addHelpText('after', examples(`ferraris concentrator table reset C1 setting --row 1 ${at}`))
    .action(async (name, kind, options) => (await import('./rows.ts')).resetRow(name, kind, options))
}

function ofOneRow(command: Command): Command {
  return asking(command)
    .argument('<name>', 'concentrator, or with --of meter the serial number of a meter behind one')
    .argument('<kind>', 'of the row, as `table list` names it')
    .option('--row <number>', 'where there are several (default: the first)', parseWhole)
    .addOption(ofOption())
}

function ofOption(): Option {
  return new Option('--of <device>', 'whose tables')
    .choices(['concentrator', 'meter'])
    .default('concentrator')
}
