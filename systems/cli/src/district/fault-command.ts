import { faultKinds } from '@ferraris/metering'
import { Command, InvalidArgumentError } from 'commander'
import { examples } from '../examples.ts'

const dataOption = ['--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)'] as const

/** `ferraris district fault`: harm done to the power lines of a district that runs. */
export function faultCommand(): Command {
  return new Command('fault')
    .description('Set and mend faults in the power lines of a running district')
    .addCommand(listCommand())
    .addCommand(setCommand())
    .addCommand(clearCommand())
}

function listCommand(): Command {
  return new Command('list')
    .description('List the faults, and what something can be done to')
    .option(...dataOption)
    .option('--json', 'print one JSON document, plan and places on a map included')
    .addHelpText('after', examples('ferraris district fault list'))
    .action(async options => (await import('./fault.ts')).listFaults(options))
}

function setCommand(): Command {
  return new Command('set')
    .description(`Set a fault: ${faultKinds.join(', ')}`)
    .argument('<kind>', 'what happens')
    .argument('<target>', 'where: a place, a section, a meter or a concentrator')
    .option('--level <dBµV>', 'of noise, at its own socket (100)', parseNumber)
    .option('--share <part>', 'of a bypass: what goes past the meter (0.7)', parseNumber)
    .option('--to <place>', 'of a moved meter: substation or box (default: the next substation)')
    .option(...dataOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district fault set cut-cable S1.F2.B4-in',
        'ferraris district fault set bypassed-meter FER00000061 --share 0.5',
        'ferraris district fault set dead-concentrator C2',
        'ferraris district fault set moved-meter FER00000061 --to S3',
      ),
    )
    .action(async (kind, target, options) => (await import('./fault.ts')).setFault(kind, target, options))
}

function clearCommand(): Command {
  return new Command('clear')
    .description('Mend one fault, or all of a kind')
    .argument('<kind>', 'what has happened')
    .argument('[target]', 'where')
    .option(...dataOption)
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris district fault clear cut-cable'))
    .action(async (kind, target, options) => (await import('./fault.ts')).clearFaults(kind, target, options))
}

function parseNumber(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number, for example 0.5.')
}
