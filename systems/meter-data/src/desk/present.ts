import { addDays, scaled, zone } from '@ferraris/cosem'
import { msOf } from '@ferraris/metering'
import { allMethods } from '../estimation/catalog.ts'
import { rules } from '../rules/catalog.ts'
import type { Source } from '../source.ts'
import type { StoredVersion } from '../store/day-version.ts'
import type { Finding } from '../validation/validate.ts'
import type { FindingOut, MeterDataDay } from './schemas.ts'

const ruleById = new Map(rules.map(rule => [rule.id, rule]))
const methodById = new Map(allMethods.map(method => [method.id, method]))

export function findingOut({ rule: id, severity, measured, limit, at }: Finding): FindingOut {
  const rule = ruleById.get(id)
  return {
    rule: id,
    title: rule?.title ?? id,
    severity,
    measured,
    limit,
    unit: rule?.unit ?? '',
    intervals: at === 'day' ? [] : [...at],
  }
}

/** Versions as they are shown: under names, in units, with both ends. */
export async function daysOut(source: Source, versions: readonly StoredVersion[]): Promise<MeterDataDay[]> {
  // One after the other: within a request's transaction there is one connection.
  const devices = await source.endDevices([...new Set(versions.map(({ endDeviceId }) => endDeviceId))])
  const types = await source.readingTypes([...new Set(versions.map(({ readingTypeId }) => readingTypeId))])
  return versions.flatMap((version): MeterDataDay[] => {
    const device = devices.get(version.endDeviceId)
    const type = types.get(version.readingTypeId)
    if (device === undefined || type === undefined) return []
    const { day, notes, values } = version
    return [
      {
        endDevice: device.serial,
        obis: type.obis,
        day,
        timeZone: device.timeZone,
        start: new Date(msOf(version.start)).toISOString(),
        end: new Date(msOf(zone(device.timeZone).startOfDay(addDays(day, 1)))).toISOString(),
        intervalSeconds: version.intervalSeconds,
        unit: type.unit,
        values: values.map(value => (value === null ? null : scaled(value, type.scaler))),
        quality: version.quality,
        version: version.version,
        state: version.state,
        cause: version.cause,
        madeAt: new Date(version.madeAt).toISOString(),
        who: version.who,
        reason: version.reason,
        findings: notes.findings.map(findingOut),
        fills: notes.fills.map(({ references, ...fill }) => ({
          ...fill,
          title: methodById.get(fill.method)?.title ?? fill.method,
          references: [...references],
        })),
        failedRules: [...notes.failed],
      },
    ]
  })
}
