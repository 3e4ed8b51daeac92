import { decodeData } from '@ferraris/cosem'
import { attributeById, classes, interfaceClassOf } from '@ferraris/cosem/classes'
import type { Risk } from '../programme.ts'
import { riskOfSetting } from './risk-of-setting.ts'
import { objectsOf, type TemplateChoice } from './template.ts'

const { limiter } = classes

/**
 * What a template may do to the customer: whether one of the settings that are copied, such as a limit of 0, may cut the supply. An
 * emergency profile is copied with most templates and does nothing without an emergency: its threshold is judged, it is not.
 */
export function riskOfTemplate(octets: Uint8Array, choice: TemplateChoice): Risk {
  const objects = objectsOf(octets, choice)
  // What is no image is refused by each meter.
  if (typeof objects === 'string') return 'none'
  const mayCutOff = objects.some(({ classId, version, obis, attributes }) =>
    [...attributes].some(([attribute, { value }]) => {
      const of = interfaceClassOf(classId, version)
      const isStatic = (of && attributeById(of, attribute)?.[1])?.behaviour === 'static'
      if (value === undefined || !isStatic) return false
      if (classId === limiter.classId && attribute === limiter.attributes.emergencyProfile.id) return false
      return riskOfSetting({ classId, obis, attribute, value: decodeData(value) }) === 'disconnects'
    }),
  )
  return mayCutOff ? 'disconnects' : 'none'
}
