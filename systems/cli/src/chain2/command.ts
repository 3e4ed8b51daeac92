import type { SecondWayKind } from '@ferraris/power-line'
import { Command, InvalidArgumentError, Option } from 'commander'
import { examples } from '../examples.ts'
import { parseCount, parseWhole } from '../option-values.ts'
import { deviceCommands } from './device-commands.ts'

/** `ferraris chain2`: the way from meters to customers' devices. */
export function chain2Command(): Command {
  const command = new Command('chain2')
    .description("Chain 2: from meters to customers' devices over the power line")
    .addCommand(simulateCommand())
  for (const one of deviceCommands()) command.addCommand(one)
  return command
}

function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'Simulate a monitoring campaign: what homes were sent, what arrived, and what the platform makes of it',
    )
    .option('--devices <number>', 'homes, each with a meter and a device', parseCount, 100)
    .option('--days <number>', 'from 1 November 2026 on, 1 to 60', parseDays, 60)
    .option('--seed <number>', 'chance of homes, noise and losses of supply', parseWhole, 1)
    .addOption(
      new Option(
        '--second-way <way>',
        'a way beside the power line: wireless M-Bus at 169 MHz, or a reading head',
      ).choices(['radio', 'optical'] satisfies SecondWayKind[]),
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris chain2 simulate --devices 20 --days 7',
        'ferraris chain2 simulate --devices 20 --second-way radio',
        'ferraris chain2 simulate --seed 7 --json',
      ),
    )
    .action(async options => (await import('./simulate/run.ts')).simulateCampaign(options))
}

/** No register goes back further. */
const longest = 60

function parseDays(text: string): number {
  const days = parseCount(text)
  if (days <= longest) return days
  throw new InvalidArgumentError(`Write a number of days up to ${longest}.`)
}
