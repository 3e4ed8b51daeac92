import { type Data, data, encodeDateTime, type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { profileSelector, rangeDescriptor } from '@ferraris/cosem/values'
import type { AttributeRequest } from '@ferraris/dlms'
import { type Stamps, stampOf } from '@ferraris/metering'
import type { Stretch } from './reading-plan.ts'

/** How a meter wants ranges written. */
export interface RangeForm {
  readonly stamps: Stamps
  readonly asDateTime: boolean
}

/** The attributes that collection reads, as requests (IEC 62056-6-2). */
export const attributes = {
  clock: (): AttributeRequest => request(classes.clock.classId, clockName, classes.clock.attributes.time.id),
  value: (name: string): AttributeRequest =>
    request(classes.register.classId, name, classes.register.attributes.value.id),
  scalerUnit: (name: string): AttributeRequest =>
    request(classes.register.classId, name, classes.register.attributes.scalerUnit.id),
  data: (name: string): AttributeRequest =>
    request(classes.data.classId, name, classes.data.attributes.value.id),
  captureObjects: (profile: string): AttributeRequest =>
    request(classes.profileGeneric.classId, profile, classes.profileGeneric.attributes.captureObjects.id),
  capturePeriod: (profile: string): AttributeRequest =>
    request(classes.profileGeneric.classId, profile, classes.profileGeneric.attributes.capturePeriod.id),
  /** The rows of a profile within a stretch of its clock column. */
  buffer: (profile: string, stretch: Stretch, form: RangeForm): AttributeRequest => ({
    ...attributes.wholeBuffer(profile),
    selection: { selector: profileSelector.range, parameters: rangeOf(stretch, form) },
  }),
  /** All rows, of a meter that knows no ranges. */
  wholeBuffer: (profile: string): AttributeRequest =>
    request(classes.profileGeneric.classId, profile, classes.profileGeneric.attributes.buffer.id),
  objectList: (): AttributeRequest =>
    request(classes.associationLn.classId, '0.0.40.0.0.255', classes.associationLn.attributes.objectList.id),
}

export const clockName = '0.0.1.0.0.255'
export const logicalDeviceName = '0.0.42.0.0.255'
export const firmwareName = '1.0.0.2.0.255'

/** The public association tells each client's counter under its address; meters with a single one number it 0. */
export function counterNames(client: number): string[] {
  return [`0.0.43.1.${client}.255`, '0.0.43.1.0.255']
}

/** Requests are the same for all meters: a name is read once. */
const requests = new Map<string, AttributeRequest>()

function request(classId: number, name: string, attribute: number): AttributeRequest {
  const key = `${classId} ${name} ${attribute}`
  let known = requests.get(key)
  if (known === undefined) {
    known = { classId, obis: obis(name), attribute }
    requests.set(key, known)
  }
  return known
}

function rangeOf({ from, to }: Stretch, { stamps, asDateTime }: RangeForm): Data {
  const end = (moment: number): Data => {
    const octets = encodeDateTime(stampOf(moment, stamps))
    return asDateTime ? { type: 'date-time', value: octets } : data.octets(octets)
  }
  return rangeDescriptor.encode({
    restrictingObject: { classId: 8, obis: clockName as Obis, attribute: 2, dataIndex: 0 },
    from: end(from),
    to: end(to),
    selectedValues: [],
  })
}
