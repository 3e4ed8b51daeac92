import {
  type Data,
  type DateTime,
  decodeData,
  encodeDateTime,
  instantOf,
  type Obis,
  obis,
  type ScalerUnit,
} from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { columnKindOf } from '@ferraris/cosem/profile'
import { type CaptureObject, profileSelector, rangeDescriptor, values } from '@ferraris/cosem/values'
import type { AttributeRequest } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'
import { Refusal } from '../../errors.ts'
import { isReadable, type ObjectList, objectOf } from './object-list.ts'
import { indexAnswers, readAttributes } from './read-attributes.ts'

/** One column of a profile: what was captured, and in which unit. */
export interface ProfileColumn extends CaptureObject {
  readonly kind: 'time' | undefined
  readonly scalerUnit: ScalerUnit | undefined
}

/** A part of a profile. */
export interface Profile {
  readonly obis: Obis
  /** Seconds between captures; 0 where events decide. */
  readonly capturePeriod: number
  readonly columns: readonly ProfileColumn[]
  readonly rows: readonly (readonly Data[])[]
}

/** Local times of the meter, both ends included; open where undefined. */
export interface ProfileRange {
  readonly from?: DateTime | undefined
  readonly to?: DateTime | undefined
}

const { captureObjects, capturePeriod } = classes.profileGeneric.attributes
const clock: CaptureObject = { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2, dataIndex: 0 }

/** Reads the rows of a profile that were captured in a range, all columns. Throws Refusal. */
export async function readProfile(
  session: DlmsSession,
  list: ObjectList,
  name: Obis,
  range: ProfileRange,
): Promise<Profile> {
  const object = objectOf(list, name)
  if (object.classId !== 7) {
    const advice = 'see `ferraris meter objects` for the profiles'
    throw new Refusal(
      'application',
      'object-class-inconsistent',
      `${name} is no profile (class ${object.classId}); ${advice}`,
    )
  }
  const attribute = (id: number): AttributeRequest => ({ classId: 7, obis: name, attribute: id })
  const answers = await readAttributes(session, [attribute(captureObjects.id), attribute(capturePeriod.id)])
  const [captured, period] = answers.map(({ data, refused }) => {
    if (data === undefined)
      throw new Refusal('application', refused, `profile ${name} does not show its columns: ${refused}`)
    return data
  }) as [Data, Data]
  const columns = await readScalers(session, list, captureObjects.type.decode(captured))
  const [buffer] = await session.get({ ...attribute(2), ...selectRange(range) })
  if (buffer?.kind !== 'data') {
    const result = buffer?.result ?? 'other-reason'
    throw new Refusal('application', result, `the rows of profile ${name} were not given: ${result}`)
  }
  const seconds = capturePeriod.type.decode(period)
  return {
    obis: name,
    capturePeriod: seconds,
    columns,
    rows: rowsOf(decodeData(buffer.data), columns, seconds, name),
  }
}

/** Selective access by range of the clock (IEC 62056-6-2, class 7); none where both ends are open. */
function selectRange({ from, to }: ProfileRange): Pick<AttributeRequest, 'selection'> {
  if (from === undefined && to === undefined) return {}
  const end = (value: DateTime | undefined): Data => ({
    type: 'octet-string',
    value: encodeDateTime(value ?? {}),
  })
  const parameters = rangeDescriptor.encode({
    restrictingObject: clock,
    from: end(from),
    to: end(to),
    selectedValues: [],
  })
  return { selection: { selector: profileSelector.range, parameters } }
}

/** Where a register keeps its scaler and unit: attribute 3, in a demand register 4 (IEC 62056-6-2, 5.3.2 to 5.3.4). */
export const scalerAttribute: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 }

async function readScalers(
  session: DlmsSession,
  list: ObjectList,
  columns: readonly CaptureObject[],
): Promise<ProfileColumn[]> {
  const requests = columns.flatMap(({ classId, obis: name, attribute }): AttributeRequest[] => {
    const scaler = scalerAttribute[classId]
    const object = list.get(name)
    const isNumber = columnKindOf({ classId, attribute }) === undefined
    if (scaler === undefined || object === undefined || !isNumber || !isReadable(object, scaler)) return []
    return [{ classId, obis: name, attribute: scaler }]
  })
  const answer = indexAnswers(await readAttributes(session, requests))
  return columns.map(column => {
    const kind = columnKindOf(column)
    const found = kind === undefined ? answer(column.obis, scalerAttribute[column.classId] ?? 0) : undefined
    const scalerUnit =
      found === undefined ? undefined : classes.register.attributes.scalerUnit.type.decode(found)
    return { ...column, kind: kind === 'time' ? kind : undefined, scalerUnit }
  })
}

/** Rows with every cell filled: null-data means "as in the row before", for a clock "one period later" (class 7). */
function rowsOf(buffer: Data, columns: readonly ProfileColumn[], period: number, name: Obis): Data[][] {
  if (buffer.type !== 'array' && buffer.type !== 'compact-array') {
    throw new Refusal(
      'application',
      'type-unmatched',
      `the buffer of profile ${name} is no array but ${buffer.type}`,
    )
  }
  const rows: Data[][] = []
  for (const row of buffer.value) {
    if (row.type !== 'structure' || row.value.length !== columns.length) {
      throw new Refusal(
        'application',
        'type-unmatched',
        `profile ${name} has rows that do not fit its columns`,
      )
    }
    const before = rows.at(-1)
    rows.push(
      row.value.map((cell, i) => {
        if (cell.type !== 'null-data' || before === undefined) return cell
        return columns[i]!.kind === 'time' ? later(before[i]!, period) : before[i]!
      }),
    )
  }
  return rows
}

function later(cell: Data, seconds: number): Data {
  const time = values.dateTime.decode(cell)
  const instant = instantOf(time)
  if (instant === undefined || time.deviation === undefined) return cell
  const wall = new Date((instant + seconds - time.deviation * 60) * 1000)
  return values.dateTime.encode({
    ...time,
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    dayOfMonth: wall.getUTCDate(),
    dayOfWeek: wall.getUTCDay() || 7,
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  })
}
