/** `npm run kill-test -- --rounds 100`: see the usage. Ends with 1 when anything was lost, doubled or did not come back. */
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../ferraris.ts'
import { type KillReport, killTest } from './kill-test.ts'

const usage = `npm run kill-test -- [--rounds N] [--seed N] [--json]

Kills head-end, database, concentrator and meter of a working system at random instants (kill -9), N times (100), and
looks afterwards: readings against the meters' own, switch movements and refused requests by the meters' own counters
and logs, the audit log. The same seed kills the same parts.`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const seed = Number(values.seed)

function print({
  rounds,
  seed,
  kills,
  orders,
  readings,
  slowestRecoverySeconds,
  findings,
}: KillReport): void {
  const killed = Object.entries(kills).map(([victim, count]) => `${victim} ${count}`)
  console.log(`${rounds} rounds, seed ${seed}: ${killed.join(', ')}`)
  console.log(
    `${orders} orders done, ${readings} readings on demand, slowest recovery ${slowestRecoverySeconds} s`,
  )
  console.log(findings.length === 0 ? 'nothing lost, nothing twice' : findings.join('\n'))
}

if (values.help) {
  console.log(usage)
} else if (!(Number.isInteger(rounds) && rounds > 0) || !Number.isInteger(seed)) {
  console.error(usage)
  process.exitCode = 2
} else {
  using folder = temporaryFolder()
  const report = await killTest({
    rounds,
    seed,
    folder: folder.path,
    onRound: (round, killed, seconds) =>
      console.error(
        `${round} of ${rounds}: ${killed.join(' and ')}, all well again after ${seconds.toFixed(1)} s`,
      ),
  })
  if (values.json) console.log(JSON.stringify(report, null, 1))
  else print(report)
  if (report.findings.length > 0) process.exitCode = 1
}
