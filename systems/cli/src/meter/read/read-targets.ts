import {
  type AttributeAnswer,
  DlmsMeter,
  type MeterAccess,
  type Plain,
  plainAttribute,
  quantityOf,
  rawNumber,
  registerPlace,
  scalerUnitOf,
} from '@ferraris/client'
import type { Data, Obis } from '@ferraris/cosem'
import { attributeById, classes } from '@ferraris/cosem/classes'
import type { DataAccessResult } from '@ferraris/dlms'
import { obisName } from '../values/obis-names.ts'
import type { Target } from '../values/target.ts'

/** One attribute that was asked for. */
export interface ReadAttribute {
  readonly obis: Obis
  readonly attribute: number
  readonly name: string
  readonly attributeName: string | null
  readonly type: Data['type'] | null
  readonly value: Plain
  readonly unit?: string
  /** Why there is no value. */
  readonly refused?: DataAccessResult
}

/** The attributes asked for; of an object without a number the value, of a register with its unit. */
export async function readTargets(meter: MeterAccess, targets: readonly Target[]): Promise<ReadAttribute[]> {
  const wanted = targets.map(({ obis, id = 2 }) => ({ obis, id }))
  return meter instanceof DlmsMeter ? await readObjects(meter, wanted) : await readTables(meter, wanted)
}

type Wanted = readonly { readonly obis: Obis; readonly id: number }[]

async function readObjects(meter: DlmsMeter, wanted: Wanted): Promise<ReadAttribute[]> {
  const answers = await meter.attributes(wanted)
  const measured = wanted.flatMap(({ obis, id }, i) => {
    const classId = answers[i]?.classId ?? 0
    const place = registerPlace(classId)
    const isValue = place?.value === id || (classId === classes.demandRegister.classId && id === 2)
    return place !== undefined && isValue ? [{ obis, id: place.scalerUnit }] : []
  })
  const scalers = await meter.attributes(measured)
  const scalerOf = new Map(measured.map(({ obis }, i) => [obis, scalers[i]?.data]))
  return wanted.map(({ obis, id }, i) => {
    const answer: AttributeAnswer = answers[i] ?? { class: undefined, classId: 0, refused: 'other-reason' }
    const about = {
      obis,
      attribute: id,
      name: obisName(obis),
      attributeName: (answer.class && attributeById(answer.class, id)?.[0]) ?? null,
    }
    const isValue =
      measured.some(its => its.obis === obis) && registerPlace(answer.classId)?.scalerUnit !== id
    return { ...about, ...describe(answer, id, isValue ? scalerOf.get(obis) : undefined) }
  })
}

function describe(
  { class: of, data, refused }: AttributeAnswer,
  id: number,
  scaler: Data | undefined,
): Pick<ReadAttribute, 'type' | 'value' | 'unit' | 'refused'> {
  if (data === undefined) return { type: null, value: null, refused: refused ?? 'other-reason' }
  const raw = rawNumber(data)
  if (scaler === undefined || raw === undefined)
    return { type: data.type, value: plainAttribute(of, id, data) }
  const { value, unit } = quantityOf(raw, scalerUnitOf(scaler))
  return { type: data.type, value, unit }
}

/** Tables hold registers with their unit. */
async function readTables(meter: MeterAccess, wanted: Wanted): Promise<ReadAttribute[]> {
  const found: ReadAttribute[] = []
  for (const { obis, id } of wanted) {
    const about = { obis, attribute: id, name: obisName(obis), attributeName: 'value' }
    const [register] = id === 2 ? await meter.registers([obis]) : []
    if (register !== undefined && 'value' in register) {
      const { value, unit } = register
      found.push({ ...about, type: 'double-long-unsigned', value, unit })
    } else {
      const answer = await meter.attribute(obis, id)
      found.push({ ...about, ...describe(answer, id, undefined) })
    }
  }
  return found
}
