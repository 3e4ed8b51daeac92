/**
 * `ferraris bench` runs this file: figures as text on stderr, with `--json` as one document on stdout. Ends with 1 when a
 * figure misses its goal.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { benchAlarms, describeAlarms } from './alarms.ts'
import { benchChain2, describeChain2 } from './codec/chain2.ts'
import { benchCodec, describeCodec } from './codec/codec.ts'
import { benchProfile, describeProfile } from './codec/profile.ts'
import { benchCollect, describeCollect } from './collect/collect.ts'
import { benchJobs, describeJobs } from './collect/jobs.ts'
import { benchSwitching, describeSwitching } from './collect/switching.ts'
import { benchFleet, describeFleet } from './fleet.ts'
import { verdictsOn } from './goals.ts'
import { benchMeterData, describeMeterData } from './meter-data.ts'
import { benchMonitoring, describeMonitoring } from './monitoring/monitoring.ts'
import { benchPowerLine, describePowerLine } from './power-line/power-line.ts'
import { benchViterbi, describeViterbi } from './power-line/viterbi.ts'
import { benchSession, describeSession } from './session/session.ts'
import { benchStore, describeStore } from './store.ts'

interface Flags {
  readonly meters?: number
  readonly days?: number
  readonly sessions?: number
  readonly orders?: number
  readonly standard?: boolean
  readonly profile?: boolean
}

interface Outcome {
  readonly figures: object
  readonly text: string
}

/** The benchmarks in the order in which they run when none is named. */
const benches: Readonly<Record<string, (flags: Flags) => Promise<Outcome>>> = {
  async codec() {
    const figures = await benchCodec()
    return { figures, text: describeCodec(figures) }
  },
  async chain2() {
    const figures = benchChain2()
    return { figures, text: describeChain2(figures) }
  },
  async session({ sessions }) {
    const figures = await benchSession(sessions)
    return { figures, text: describeSession(figures) }
  },
  async profile() {
    const figures = await benchProfile()
    return { figures, text: describeProfile(figures) }
  },
  async store({ meters, days }) {
    const figures = await benchStore({ ...(meters && { meters }), ...(days && { days }) })
    return { figures, text: describeStore(figures) }
  },
  async 'meter-data'({ meters, days }) {
    const figures = await benchMeterData({ ...(meters && { meters }), ...(days && { days }) })
    return { figures, text: describeMeterData(figures) }
  },
  async collect({ profile, ...flags }) {
    const figures = await benchCollect({ ...flags, ...(profile && { profile: process.cwd() }) })
    return { figures, text: describeCollect(figures) }
  },
  async jobs({ meters, orders }) {
    const figures = await benchJobs({ ...(meters && { meters }), ...(orders && { orders }) })
    return { figures, text: describeJobs(figures) }
  },
  async switching({ meters, sessions }) {
    const figures = await benchSwitching({ ...(meters && { meters }), ...(sessions && { orders: sessions }) })
    return { figures, text: describeSwitching(figures) }
  },
  async fleet({ meters = 10_000 }) {
    const figures = await benchFleet(meters)
    return { figures, text: describeFleet(figures) }
  },
  async viterbi() {
    const figures = benchViterbi()
    return { figures, text: describeViterbi(figures) }
  },
  async alarms({ meters }) {
    const figures = await benchAlarms({ ...(meters && { meters }) })
    return { figures, text: describeAlarms(figures) }
  },
  async monitoring({ meters }) {
    const figures = await benchMonitoring({ ...(meters && { devices: meters }) })
    return { figures, text: describeMonitoring(figures) }
  },
  async 'power-line'({ meters }) {
    const figures = benchPowerLine({ ...(meters && { meters }) })
    return { figures, text: describePowerLine(figures) }
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    meters: { type: 'string' },
    days: { type: 'string' },
    sessions: { type: 'string' },
    orders: { type: 'string' },
    standard: { type: 'boolean' },
    profile: { type: 'boolean' },
    json: { type: 'boolean' },
  },
})

const names = positionals.length > 0 ? positionals : Object.keys(benches)
const [only, ...others] = names
const results = only !== undefined && others.length === 0 ? [await runHere(only)] : names.map(runApart)
if (values.json) process.stdout.write(`${JSON.stringify(results.length === 1 ? results[0] : results)}\n`)

async function runHere(name: string): Promise<object> {
  const bench = benches[name]
  if (bench === undefined) {
    throw new Error(`${name} is no benchmark; there are ${Object.keys(benches).join(', ')}`)
  }
  const { json: _, standard, profile, ...counts } = values
  const numbers = Object.fromEntries(Object.entries(counts).map(([flag, text]) => [flag, Number(text)]))
  const { figures, text } = await bench({
    ...numbers,
    ...(standard && { standard }),
    ...(profile && { profile }),
  })
  const verdicts = verdictsOn(name, { ...figures })
  process.stderr.write(`${[text, ...verdicts.map(verdict => `  ${verdict.text}`)].join('\n')}\n`)
  if (verdicts.some(({ isReached }) => !isReached)) process.exitCode = 1
  return figures
}

/** In a process of its own: no benchmark inherits the heap, or the compiled code, of another. */
function runApart(name: string): object {
  const flags = process.argv.slice(2).filter(argument => !names.includes(argument) && argument !== '--json')
  const { status, stdout } = spawnSync(process.execPath, [import.meta.filename, name, ...flags, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(`bench ${name} ended with ${status}`)
  // It has its figures, and one of them misses its goal.
  if (status !== 0) process.exitCode = 1
  return JSON.parse(stdout)
}
