import { decodeData } from '@ferraris/cosem'
import { attributeById, classes, interfaceClassOf } from '@ferraris/cosem/classes'
import type { ObjectImage } from '@ferraris/cosem/meter-image'
import type { Risk } from '../programme.ts'
import { riskOfSetting } from './risk-of-setting.ts'
import { objectsOf, type TemplateChoice } from './template.ts'

const { limiter, singleActionSchedule } = classes

/**
 * What a template may do to the customer: whether one of the settings that are copied, such as a limit of 0, may cut the supply. An
 * emergency profile is copied with most templates and does nothing without an emergency: its threshold is judged, it is not. Neither is
 * a schedule without a time.
 */
export function riskOfTemplate(octets: Uint8Array, choice: TemplateChoice): Risk {
  const objects = objectsOf(octets, choice)
  // What is no image is refused by each meter.
  if (typeof objects === 'string') return 'none'
  return objects.some(mayCutOff) ? 'disconnects' : 'none'
}

function mayCutOff({ classId, version, obis, attributes }: ObjectImage): boolean {
  if (classId === singleActionSchedule.classId && !hasTimes(attributes)) return false
  const of = interfaceClassOf(classId, version)
  return [...attributes].some(([attribute, { value }]) => {
    const isStatic = attribute !== 1 && (of && attributeById(of, attribute)?.[1])?.behaviour === 'static'
    if (value === undefined || !isStatic) return false
    if (classId === limiter.classId && attribute === limiter.attributes.emergencyProfile.id) return false
    return riskOfSetting({ classId, obis, attribute, value: decodeData(value) }) === 'disconnects'
  })
}

/** Whether a schedule says when; one that does not tell counts as one that does. */
function hasTimes(attributes: ObjectImage['attributes']): boolean {
  const value = attributes.get(singleActionSchedule.attributes.executionTime.id)?.value
  if (value === undefined) return true
  const times = decodeData(value)
  return times.type !== 'array' || times.value.length > 0
}
