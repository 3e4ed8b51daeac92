import type { Obis } from '@ferraris/cosem'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { MeterObject } from '../../objects/object-list.ts'
import { objectName } from '../../objects/object-name.ts'
import type { Step } from '../programme.ts'
import { refused } from './refusal.ts'

/** Which object is meant: the one that a parameter names, else the usual one, else the only one of its class. */
interface Search {
  readonly classId: number
  /** What the object is, for people: `limiter of the supply`. */
  readonly what: string
  readonly usual: Obis
  readonly given?: string | undefined
  /** Whether an object under another name may stand in where it is the only one. Default: yes. */
  readonly isOther?: (object: MeterObject) => boolean
}

/** The object of a meter, whatever its model calls it; or the step that says why there is none. */
export async function locate(meter: DlmsMeter, search: Search): Promise<MeterObject | Step> {
  const { classId, what, usual, given, isOther = () => true } = search
  const list = await meter.objects()
  if (given !== undefined) {
    const found = list.get(objectName(given))
    if (found?.classId === classId) return found
    const other = found === undefined ? 'shows no such object' : `has class ${found.classId} there`
    return refused(given, `the meter ${other}: no ${what} (class ${classId})`)
  }
  const standing = list.get(usual)
  if (standing?.classId === classId) return standing
  const others = [...list.values()].filter(object => object.classId === classId && isOther(object))
  const [only] = others
  if (others.length === 1 && only !== undefined) return only
  const why =
    others.length === 0
      ? `the meter has no ${what} (class ${classId})`
      : `the meter has ${others.length} objects of class ${classId}: name one of ${others.map(({ obis }) => obis).join(', ')}`
  return refused(usual, why)
}

export function isStep(found: object): found is Step {
  return 'outcome' in found
}
