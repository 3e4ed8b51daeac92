import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from '../head-end/asking.ts'
import { parseWhole } from '../option-values.ts'

const at = '--head-end http://127.0.0.1:8080'

/** `ferraris schedule`: what a head-end reads of meters, and when. */
export function scheduleCommand(): Command {
  return new Command('schedule')
    .description('Schedules by which a head-end reads meters; the token is in FERRARIS_API_TOKEN')
    .addCommand(
      asking(new Command('list'))
        .description('List the schedules')
        .addHelpText('after', examples(`ferraris schedule list ${at}`))
        .action(async options => (await import('./schedules.ts')).listSchedules(options)),
    )
    .addCommand(
      asking(new Command('create'))
        .description('Make a schedule; it reads no meter before it is given some')
        .argument('<name>', 'for people')
        .option('--every <minutes>', 'period of the readings', parseWhole, 1440)
        .option('--offset <seconds>', 'delay after the period begins', parseWhole, 600)
        .option('--history <days>', 'fill gaps this far back', parseWhole, 30)
        .option('--profile <obis>', 'a profile to read; again for each', collect, [])
        .option('--register <obis>', 'a register to read; again for each', collect, [])
        .option('--no-set-clock', 'leave clocks that are off as they are')
        .addHelpText(
          'after',
          examples(`ferraris schedule create Shops --every 15 --offset 60 --profile 1.0.99.1.0.255 ${at}`),
        )
        .action(async (name, options) => (await import('./schedules.ts')).createSchedule(name, options)),
    )
    .addCommand(
      asking(new Command('give'))
        .description('Have meters read by a schedule, and by no other any more')
        .argument('<id>', 'of the schedule, as `schedule list` shows it', parseWhole)
        .option('--meter <serial>', 'a meter; again for each', collect, [])
        .option('--csv <file>', 'meters of a list, in its first column')
        .addHelpText('after', examples(`ferraris schedule give 2 --csv shops.csv ${at}`))
        .action(async (id, options) => (await import('./schedules.ts')).giveMeters(id, options)),
    )
    .addCommand(
      asking(new Command('remove'))
        .description('Remove a schedule by which no meter is read')
        .argument('<id>', 'of the schedule', parseWhole)
        .addHelpText('after', examples(`ferraris schedule remove 2 ${at}`))
        .action(async (id, options) => (await import('./schedules.ts')).removeSchedule(id, options)),
    )
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
