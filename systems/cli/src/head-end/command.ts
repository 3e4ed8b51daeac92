import { Command } from 'commander'
import { examples } from '../examples.ts'
import { asking } from './asking.ts'
import { concentratorOptions } from './concentrators.ts'
import { messageOptions } from './messages.ts'
import { headEndOptions } from './options.ts'
import { pushOptions } from './pushes.ts'

/** `ferraris head-end`: the system of a utility, for meters wherever they are. */
export function headEndCommand(): Command {
  const start = messageOptions(concentratorOptions(pushOptions(headEndOptions(new Command('start')))))
    .description('Start the head-end with its console; it reads the meters of its inventory')
    .addHelpText(
      'after',
      examples(
        'ferraris head-end start --data /var/lib/ferraris',
        'ferraris head-end start --mqtt-port 1883 --tunnel-port 54059',
        'ferraris head-end start --push tcp://0.0.0.0:4059 --push udp://0.0.0.0:4059',
        'ferraris head-end start --database postgres://ferraris@db/ferraris --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
      ),
    )
    .action(async options => (await import('./start.ts')).startHeadEnd(options))
  const problems = asking(new Command('problems'))
    .description('List what is wrong at this moment, the worst first; the token is in FERRARIS_API_TOKEN')
    .addHelpText('after', examples('ferraris head-end problems --head-end http://127.0.0.1:8080'))
    .action(async options => (await import('./problems.ts')).listProblems(options))
  return new Command('head-end')
    .description('Run the head-end alone, and ask one what is wrong')
    .addCommand(start)
    .addCommand(problems)
}
