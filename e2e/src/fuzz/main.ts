/**
 * `npm run fuzz -- --inputs 10`: so many million broken inputs over every decoder. Ends with 1 when an error escapes that no
 * package declares, or when an input takes too long.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type FuzzReport, fuzz } from './fuzz.ts'
import { allTargets } from './targets/targets.ts'
import { hasSharedVectors } from './vectors.ts'

const usage = `npm run fuzz -- [--inputs MILLIONS] [--seed N] [--threads N] [--limit MS] [--json] [TARGET…]

Feeds every decoder with broken inputs, made from recorded telegrams and from our own encoders, and prints how many
there were, errors that no package declares, and the slowest inputs. TARGET: the beginning of a name, such as dlms.`

const { values, positionals } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    limit: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const [inputs, seed, threads, limitMs] = [values.inputs, values.seed, values.threads, values.limit].map(
  Number,
)
const targets = allTargets().filter(
  ({ name }) => positionals.length === 0 || positionals.some(start => name.startsWith(start)),
)

function print({ seed, inputs, findings, targets }: FuzzReport): void {
  for (const { target, inputs, accepted, refused, slowestMs } of targets)
    console.log(
      `${target.padEnd(46)} ${String(inputs).padStart(9)}  taken ${String(accepted).padStart(9)}  refused ${String(refused).padStart(9)}  slowest ${slowestMs.toFixed(1).padStart(7)} ms`,
    )
  const slowest = targets.toSorted((a, b) => b.slowestMs - a.slowestMs)[0]
  console.log(`\n${inputs.toLocaleString('en')} inputs, seed ${seed}, ${findings.length} findings`)
  for (const { target, error, place, hex } of findings)
    console.log(`\n${target}: ${error}\n  ${place}\n  ${hex}`)
  if (slowest !== undefined)
    console.log(
      `slowest: ${slowest.slowestMs.toFixed(1)} ms, ${slowest.target}\n  ${slowest.slowestInput.slice(0, 200)}`,
    )
}

if (values.help) {
  console.log(usage)
} else if (
  !(inputs && inputs > 0) ||
  !(threads && threads >= 1) ||
  !(limitMs && limitMs > 0) ||
  !Number.isInteger(seed)
) {
  console.error(usage)
  process.exitCode = 2
} else if (targets.length === 0) {
  console.error(
    `no target begins with ${positionals.join(' or ')}; there are\n${allTargets()
      .map(({ name }) => name)
      .join('\n')}`,
  )
  process.exitCode = 2
} else {
  if (!hasSharedVectors)
    console.error('no recorded telegrams beside the repository: seeds come from our own encoders only')
  console.error(`${(inputs * 1_000_000).toLocaleString('en')} inputs for ${targets.length} decoders`)
  const report = await fuzz(targets, {
    inputs: inputs * 1_000_000,
    seed: seed ?? 1,
    threads: Math.floor(threads),
    limitMs,
    onProgress: done => process.stderr.isTTY && process.stderr.write(`\r${done.toLocaleString('en')} inputs`),
  })
  if (values.json) console.log(JSON.stringify(report, null, 1))
  else print(report)
  if (report.findings.length > 0) process.exitCode = 1
}
