import { Argument, Command } from 'commander'
import { examples } from '../examples.ts'
import { parseCount } from '../option-values.ts'

const benches = [
  'codec',
  'chain2',
  'session',
  'profile',
  'store',
  'meter-data',
  'collect',
  'jobs',
  'switching',
  'fleet',
  'viterbi',
  'alarms',
  'monitoring',
  'power-line',
]

/** `ferraris bench`: how fast this machine does it. */
export function benchCommand(): Command {
  return new Command('bench')
    .description(
      'Measure this machine: codec, frames of Chain 2, sessions, profile, store, validation of meter data, collection, orders, switching, fleet of meters, decoder, pushed alarms, uploads of a monitoring campaign and power line; fails where a figure misses its goal',
    )
    .addArgument(new Argument('[names...]', 'which, default all one after the other').choices(benches))
    .option(
      '--meters <number>',
      'meters of store, meter-data, collect, jobs, fleet, alarms and power-line, devices of monitoring',
      parseCount,
    )
    .option('--days <number>', 'days of store, meter-data and collect', parseCount)
    .option('--sessions <number>', 'session, switching: how many; collect: how many at a time', parseCount)
    .option('--orders <number>', 'jobs: how many', parseCount)
    .option('--standard', 'collect: event log and registers as well, as the standard schedule has them')
    .option('--profile', 'collect: write .cpuprofile files here and print where the time goes')
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples('ferraris bench codec', 'ferraris bench collect --meters 5000 --profile'))
    .action(async (names, options) => (await import('./run.ts')).runBench(names, options))
}
