/** `ferraris bench` runs this file: figures as text on stderr, with `--json` as one document on stdout. */
import { parseArgs } from 'node:util'
import { benchCodec, describeCodec } from './codec.ts'
import { benchCollect, describeCollect } from './collect.ts'
import { benchFleet, describeFleet } from './fleet.ts'
import { benchStore, describeStore } from './store.ts'

interface Flags {
  readonly meters?: number
  readonly days?: number
  readonly sessions?: number
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
    const figures = benchCodec()
    return { figures, text: describeCodec(figures) }
  },
  async store({ meters, days }) {
    const figures = await benchStore({ ...(meters && { meters }), ...(days && { days }) })
    return { figures, text: describeStore(figures) }
  },
  async collect({ profile, ...flags }) {
    const figures = await benchCollect({ ...flags, ...(profile && { profile: process.cwd() }) })
    return { figures, text: describeCollect(figures) }
  },
  async fleet({ meters = 10_000 }) {
    const figures = await benchFleet(meters)
    return { figures, text: describeFleet(figures) }
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    meters: { type: 'string' },
    days: { type: 'string' },
    sessions: { type: 'string' },
    standard: { type: 'boolean' },
    profile: { type: 'boolean' },
    json: { type: 'boolean' },
  },
})
const count = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const { meters, days, sessions } = {
  meters: count(values.meters),
  days: count(values.days),
  sessions: count(values.sessions),
}
const flags: Flags = {
  ...(meters !== undefined && { meters }),
  ...(days !== undefined && { days }),
  ...(sessions !== undefined && { sessions }),
  ...(values.standard && { standard: true }),
  ...(values.profile && { profile: true }),
}

const results: object[] = []
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  const bench = benches[name]
  if (bench === undefined)
    throw new Error(`${name} is no benchmark; there are ${Object.keys(benches).join(', ')}`)
  const { figures, text } = await bench(flags)
  process.stderr.write(`${text}\n`)
  results.push(figures)
}
if (values.json) process.stdout.write(`${JSON.stringify(results.length === 1 ? results[0] : results)}\n`)
