import { Command, InvalidArgumentError, Option } from 'commander'
import { examples } from '../examples.ts'
import { parseCount, parseWhole } from '../option-values.ts'

/** `ferraris power-line`: a low-voltage district that reads itself, simulated. */
export function powerLineCommand(): Command {
  return new Command('power-line')
    .description('Simulate meters and a concentrator on a low-voltage line (METERS AND MORE)')
    .addCommand(simulateCommand())
    .addCommand(planCommand())
}

function simulateCommand(): Command {
  return district(new Command('simulate'))
    .description('Plug in a district in the evening, let it find and read itself, and say how that went')
    .option('--plan <file>', 'a plan of your own (see power-line plan) instead of one that is made')
    .option('--loss <share>', 'of all receptions lost on top of the physics: 0.05, 5 or 5%', parseLoss, 0)
    .option('--hours <number>', 'simulated time', parseHours, 24)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        'ferraris power-line simulate --meters 84 --hops 3 --loss 5%',
        'ferraris power-line simulate --meters 200 --hops 4 --hours 8 --seed 7 --json',
        'ferraris power-line simulate --plan via-roma.json',
      ),
    )
    .action(async options => (await import('./simulate.ts')).simulate(options))
}

function planCommand(): Command {
  return district(new Command('plan'))
    .description('Print the plan of a district as JSON, to be changed by hand and simulated')
    .option('--json', 'as it is anyway: a plan is one JSON document')
    .addHelpText('after', examples('ferraris power-line plan --meters 20 --hops 2 > via-roma.json'))
    .action(async options => (await import('./plan.ts')).printPlan(options))
}

/** What a district is to be like. */
function district(command: Command): Command {
  return command
    .option('--meters <number>', 'how many homes', parseCount, 84)
    .option('--hops <number>', 'transmissions to the farthest ones, 1 to 9', parseCount, 3)
    .option('--seed <number>', 'chance of the district and of the line', parseWhole, 1)
    .addOption(
      new Option('--band <band>', 'carrier: chain 1 (86 kHz) or Chain 2 (132.5 kHz)')
        .choices(['cenelec-a', 'cenelec-c'])
        .default('cenelec-a'),
    )
}

/** A share as people write it: numbers from 1 on, and those with a sign, are percents. */
function parseLoss(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? []
  const value = Number(digits)
  const share = percent || value >= 1 ? value / 100 : value
  if (share >= 0 && share < 1) return share
  throw new InvalidArgumentError('Write a share, for example 0.05 or 5%.')
}

function parseHours(text: string): number {
  const hours = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  if (hours > 0 && hours <= 24 * 366) return hours
  throw new InvalidArgumentError('Write hours, for example 24.')
}
