import { data, type unitCode } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Threshold } from '../../store/supply/thresholds.ts'
import { read, writable } from '../model/attribute.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'
import { allowed } from '../model/setting.ts'
import { inUnit } from '../registers/registers.ts'

function threshold(name: string, of: Threshold, scaler: number, unit: keyof typeof unitCode): ObjectEntry {
  return object(classes.register, name, {
    value: writable(
      ({ store, now }) => data.longUnsigned(store.thresholds.at(of, now)),
      ({ store, now, automation }, value) => {
        const number = numberOf(value)
        if (number === undefined) return 'type-unmatched'
        return automation.change(now, () => allowed(store.thresholds.set(of, number, now)))
      },
    ),
    scalerUnit: read(inUnit(scaler, unit)),
  })
}

/** What decides when the meter notes something about its supply; management sets it. */
export const thresholds: readonly ObjectEntry[] = [
  threshold('0.0.96.7.20.255', 'longFailure', 0, 's'),
  threshold('1.0.12.31.0.255', 'undervoltage', -1, 'V'),
  threshold('1.0.12.43.0.255', 'undervoltageTime', 0, 's'),
  threshold('1.0.12.35.0.255', 'overvoltage', -1, 'V'),
  threshold('1.0.12.44.0.255', 'overvoltageTime', 0, 's'),
  threshold('1.0.12.39.0.255', 'missing', -1, 'V'),
  threshold('1.0.12.45.0.255', 'missingTime', 0, 's'),
  threshold('1.0.12.35.124.255', 'distortion', 0, '%'),
  threshold('1.0.12.44.124.255', 'distortionTime', 0, 's'),
  threshold('1.0.11.35.124.255', 'currentDistortion', 0, '%'),
  threshold('1.0.11.44.124.255', 'distortionTime', 0, 's'),
  // Hysteresis, time up, time down: as SMR has them for currents, and here for voltages, too.
  threshold('0.1.94.31.21.255', 'distortionHysteresis', 0, '%'),
  threshold('0.1.94.31.22.255', 'distortionTime', 0, 's'),
  threshold('0.1.94.31.23.255', 'distortionDownTime', 0, 's'),
]
