import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { decodeData } from '@ferraris/cosem'
import { decodeColumns, encodeColumns } from '@ferraris/cosem/profile'
import { describeFigures } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { median } from '../measure/median.ts'
import { checkColumns, quarterHourKinds, quarterHours, rome } from './day-profile.ts'

/** A year of quarter hours from octets to columns, and to rows of objects beside it. */
interface ProfileFigures {
  readonly bench: 'profile'
  readonly machine: Machine
  readonly rows: number
  readonly octets: number
  readonly columns: DecodingFigures
  readonly rowObjects: DecodingFigures
}

interface DecodingFigures {
  readonly milliseconds: number
  /** What the decoded profile holds, octets. */
  readonly held: number
}

const wholeYear = 365 * 96
const runs = 9

/** Measures one core. */
export async function benchProfile(rows = wholeYear): Promise<ProfileFigures> {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  /** What is in use, octets. The buffers of what is collected are freed a moment later. */
  const inUse = async (): Promise<number> => {
    for (let i = 0; i < 3; i++) {
      collectGarbage()
      await sleep(20)
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const profile = quarterHours('2026-01-01', rows)
  const octets = encodeColumns(profile, rome)
  const measured = async (decode: () => unknown): Promise<DecodingFigures> => {
    decode()
    const times = Array.from({ length: runs }, () => {
      const began = performance.now()
      decode()
      return performance.now() - began
    })
    const before = await inUse()
    const decoded = [decode()]
    const held = (await inUse()) - before
    // Still in use here, so that it was not collected before it was weighed.
    decoded.pop()
    return { milliseconds: median(times), held }
  }
  const decode = () => decodeColumns(octets, { zone: rome, kinds: quarterHourKinds })
  checkColumns(profile, decode())
  return {
    bench: 'profile',
    machine: machine(),
    rows,
    octets: octets.length,
    columns: await measured(decode),
    rowObjects: await measured(() => decodeData(octets)),
  }
}

/** The figures for people. */
export function describeProfile({ machine: on, rows, octets, columns, rowObjects }: ProfileFigures): string {
  const line = ({ milliseconds, held }: DecodingFigures) =>
    `${milliseconds.toFixed(1)} ms, ${(held / 1e6).toFixed(1)} MB`
  return describeFigures(
    `profile of ${rows.toLocaleString('en')} rows, ${(octets / 1e6).toFixed(2)} MB`,
    on,
    [
      ['to columns of numbers', line(columns)],
      ['to rows of objects', line(rowObjects)],
    ],
  )
}
