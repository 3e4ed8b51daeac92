import { Command } from 'commander'
import { examples } from '../examples.ts'
import { type AskOptions, asking } from '../head-end/asking.ts'
import { parseCount } from '../option-values.ts'
import type { HealthList } from './health.ts'

const lists = {
  batteries: 'List batteries to replace',
  firmware: 'List parts of firmware, those that are not trusted first',
  memory: 'List self-checks that failed',
  temperatures: 'List temperatures, the hottest first',
} as const satisfies Record<HealthList, string>

/** `ferraris health`: what meters say of themselves. */
export function healthCommand(): Command {
  const command = new Command('health').description(
    'Batteries, firmware, self-checks and temperatures of meters; the token is in FERRARIS_API_TOKEN',
  )
  for (const [name, description] of Object.entries(lists)) {
    command.addCommand(
      asking(new Command(name))
        .description(description)
        .option('--limit <number>', 'so many at most, up to 1000', parseCount, 100)
        .addHelpText('after', examples(`ferraris health ${name} --head-end http://127.0.0.1:8080`))
        .action(async (options: AskOptions & { readonly limit: number }) =>
          (await import('./health.ts')).showHealth(name as HealthList, options),
        ),
    )
  }
  return command
    .addCommand(
      asking(new Command('battery-replaced'))
        .description('Note that the battery of a meter was replaced')
        .argument('<serial>', 'of the meter')
        .addHelpText(
          'after',
          examples('ferraris health battery-replaced FER00000042 --head-end http://127.0.0.1:8080'),
        )
        .action(async (serial, options) => (await import('./health.ts')).batteryReplaced(serial, options)),
    )
    .addCommand(
      asking(new Command('trust'))
        .description('Trust the signature of a version of a part; administrators')
        .argument('<part>', 'OBIS of the version, for example 1.0.0.2.0.255')
        .argument('<version>', 'as the meter shows it')
        .argument('<signature>', 'as the meter shows it')
        .option('--withdraw', 'trust it no longer')
        .addHelpText(
          'after',
          examples('ferraris health trust 1.0.0.2.0.255 FER1.9 5f1c… --head-end http://127.0.0.1:8080'),
        )
        .action(async (part, version, signature, options) =>
          (await import('./health.ts')).trustFirmware({ part, version, signature }, options),
        ),
    )
}
