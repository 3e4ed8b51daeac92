import { Command } from 'commander'
import { examples } from '../examples.ts'
import { concentratorOptions } from './concentrators.ts'
import { headEndOptions } from './options.ts'

/** `ferraris head-end`: the system of a utility, for meters wherever they are. */
export function headEndCommand(): Command {
  const start = concentratorOptions(headEndOptions(new Command('start')))
    .description('Start the head-end with its console; it reads the meters of its inventory')
    .addHelpText(
      'after',
      examples(
        'ferraris head-end start --data /var/lib/ferraris',
        'ferraris head-end start --mqtt-port 1883 --tunnel-port 54059',
        'ferraris head-end start --database postgres://ferraris@db/ferraris --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
      ),
    )
    .action(async options => (await import('./start.ts')).startHeadEnd(options))
  return new Command('head-end').description('Run the head-end alone').addCommand(start)
}
