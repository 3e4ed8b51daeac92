import { obis } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'

function captured(classId: number, name: string, attribute = 2): CaptureObject {
  return {
    classId,
    obis: obis(name),
    attribute,
    dataIndex: 0,
  }
}

export const clock = captured(8, '0.0.1.0.0.255')
const status = captured(1, '0.0.96.10.1.255')
const registers = ['1.8.0', '2.8.0', '3.8.0', '4.8.0'].map(name => captured(3, `1.0.${name}.255`))
const tariffNumbers = ['1.8.1', '1.8.2', '1.8.3', '1.8.4'].map(name => captured(3, `1.0.${name}.255`))
const maximumDemand = [captured(4, '1.0.1.6.0.255'), captured(4, '1.0.1.6.0.255', 5)]

/** The columns of each profile, in their order. */
export const captureObjectsOf = {
  load: [clock, status, ...registers],
  daily: [clock, status, ...registers, ...tariffNumbers],
  billing: [clock, status, ...registers, ...tariffNumbers, ...maximumDemand],
  events: [clock, captured(1, '0.0.96.11.0.255')],
} as const satisfies Record<string, readonly CaptureObject[]>

export type ProfileName = keyof typeof captureObjectsOf

export function isSameColumn(a: CaptureObject, b: CaptureObject): boolean {
  return a.classId === b.classId && a.obis === b.obis && a.attribute === b.attribute
}
