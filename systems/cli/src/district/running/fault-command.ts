import { type FaultKind, faultDeclarations, faultKinds, harmKinds } from '@ferraris/metering'
import { Command, InvalidArgumentError, Option } from 'commander'
import { examples } from '../../examples.ts'
import { parseDuration } from '../../option-values.ts'

const dataOption = ['--data <folder>', 'data folder (else FERRARIS_DATA, else ./data)'] as const

/** `ferraris district fault`: what is wrong in a district that runs. */
export function faultCommand(): Command {
  return new Command('fault')
    .description('Set and mend faults in a running district: of lines, concentrators and meters')
    .addCommand(listCommand())
    .addCommand(setCommand())
    .addCommand(clearCommand())
}

/** `ferraris district harm`: the same, said of what is hurt. */
export function harmCommand(): Command {
  return withParameters(new Command('harm'))
    .description(`Let meters of a running district feel something: ${harmKinds.join(', ')}`)
    .argument('<target>', 'a meter, home, box, feeder, substation or section; S2:L1 is a phase of one')
    .argument('<what>', 'what they are to feel, or any other fault')
    .option(...dataOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district harm S2 outage --for 10m',
        'ferraris district harm S2:L1 outage --for 1h',
        'ferraris district harm FER00000061 sag --for 20s --depth 0.4',
        'ferraris district harm S1.F2 overvoltage --level 258 --for 2h',
        'ferraris district harm S1.F2.B4-in lost-neutral',
        'ferraris district harm FER00000001 terminal-cover',
      ),
    )
    .action(async (target, kind, options) => (await import('./fault.ts')).setFault(kind, target, options))
}

function listCommand(): Command {
  return new Command('list')
    .description('List the faults with the time that is left, and what something can be done to')
    .option(...dataOption)
    .option('--kinds', 'list the kinds instead, with their targets and parameters')
    .option('--json', 'print one JSON document, plan and places on a map included')
    .addHelpText('after', examples('ferraris district fault list', 'ferraris district fault list --kinds'))
    .action(async options => {
      const fault = await import('./fault.ts')
      return options.kinds ? fault.listKinds(options) : await fault.listFaults(options)
    })
}

function setCommand(): Command {
  return withParameters(new Command('set'))
    .description(`Set a fault: ${faultKinds.join(', ')}`)
    .argument('<kind>', 'what happens')
    .argument('<target>', 'where: a place, a section, a meter or a concentrator')
    .option(...dataOption)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris district fault set cut-cable S1.F2.B4-in',
        'ferraris district fault set bypassed-meter FER00000061 --share 0.5',
        'ferraris district fault set dead-concentrator C2 --for 1h',
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

/** The parameters that kinds of faults have, and their end. */
export function withParameters(command: Command, kinds: readonly FaultKind[] = faultKinds): Command {
  const has = (name: string): boolean => kinds.some(kind => name in faultDeclarations[kind].parameters)
  command
    .option('--for <time>', 'how long: 20s, 10m, 2h, 1d (default: until it is mended)', parseDuration)
    .option('--level <number>', `how much: ${levels(kinds)}`, parseNumber)
    .option('--depth <part>', 'of a sag: the part of the voltage that is missing (0.4)', parseNumber)
    .addOption(
      new Option('--phase <phase>', 'on one phase of a three-phase meter').choices(['L1', 'L2', 'L3']),
    )
  if (has('share'))
    command.option('--share <part>', 'of a bypass: what goes past the meter (0.7)', parseNumber)
  if (has('to'))
    command.option('--to <place>', 'of a moved meter: substation or box (default: the next substation)')
  return command
}

/** What a level is of, kind by kind, with the usual one. */
function levels(kinds: readonly FaultKind[]): string {
  return kinds
    .flatMap(kind => {
      const { level } = faultDeclarations[kind].parameters
      if (level === undefined || !('unit' in level)) return []
      return [kind, level.unit, level.usual === undefined ? '' : `(${level.usual})`].filter(Boolean).join(' ')
    })
    .join(', ')
}

function parseNumber(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a number, for example 0.5.')
}
