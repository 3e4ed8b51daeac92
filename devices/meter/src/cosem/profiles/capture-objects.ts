import { obis } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'
import { eventCodeOf, obisCodes } from '@ferraris/metering'
import { clockColumn } from '../model/selective-access.ts'

export function captured(classId: number, name: string, attribute = 2): CaptureObject {
  return {
    classId,
    obis: obis(name),
    attribute,
    dataIndex: 0,
  }
}

/** A+, A−, R+, R−. */
export const energyColumns = [
  obisCodes.activeEnergyImport,
  obisCodes.activeEnergyExport,
  obisCodes.reactiveEnergyImport,
  obisCodes.reactiveEnergyExport,
].map(name => captured(3, name))

export const statusColumn = captured(1, obisCodes.profileStatus)

/** The columns of each profile, in their order. */
export const loadColumns = [clockColumn, statusColumn, ...energyColumns]

export const dailyColumns = [
  ...loadColumns,
  ...[1, 2, 3, 4].map(tariff => captured(3, `1.0.1.8.${tariff}.255`)),
]

export const billingColumns = [
  ...dailyColumns,
  captured(4, obisCodes.maximumDemandImport),
  captured(4, obisCodes.maximumDemandImport, 5),
]

export function eventColumns(log: string): CaptureObject[] {
  const code = captured(1, eventCodeOf(log))
  if (log !== obisCodes.qualityLog) return [clockColumn, code]
  return [clockColumn, code, captured(1, obisCodes.eventMagnitude), captured(1, obisCodes.eventDuration)]
}
