import { classes } from '@ferraris/cosem/classes'
import { ValueError } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { MeterObject } from '../../objects/object-list.ts'
import type { Step } from '../programme.ts'
import { locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'

const { limiter } = classes

/** What a limiter watches: what is drawn, or what is fed in. */
type Direction = 'import' | 'export'

const usual = { import: obisCodes.limiter, export: obisCodes.exportLimiter }
const what = { import: 'limiter of the supply', export: 'limiter of what is fed in' }

/** The limiter of a direction: the one that is named, the usual one, else the only one that watches that direction. */
export async function limiterOf(
  meter: DlmsMeter,
  direction: Direction,
  given: string | undefined,
): Promise<MeterObject | Step> {
  const { classId } = limiter
  const list = await meter.objects()
  if (given !== undefined || list.get(usual[direction])?.classId === classId)
    return await locate(meter, { classId, what: what[direction], usual: usual[direction], given })
  const all = [...list.values()].filter(object => object.classId === classId)
  const attribute = limiter.attributes.monitoredValue.id
  const watched = await meter.answers(...all.map(({ obis }) => ({ classId, obis, attribute })))
  const fitting = all.filter((_, i) => {
    const answer = watched[i]
    return answer !== undefined && 'data' in answer && directionOf(answer.data) === direction
  })
  const [only] = fitting
  if (fitting.length === 1 && only !== undefined) return only
  return refused(
    usual[direction],
    fitting.length === 0
      ? `the meter has no ${what[direction]} (class ${classId})`
      : `the meter has ${fitting.length}: name one of ${fitting.map(({ obis }) => obis).join(', ')}`,
  )
}

/** By value group C of the quantity (IEC 62056-6-1): 2 is active power that is fed in, 22, 42 and 62 that of a phase. */
function directionOf(watched: Parameters<typeof limiter.attributes.monitoredValue.type.decode>[0]) {
  try {
    const { obis } = limiter.attributes.monitoredValue.type.decode(watched)
    return Number(obis.split('.')[2]) % 20 === 2 ? 'export' : 'import'
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}
