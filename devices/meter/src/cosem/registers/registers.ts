import { type Data, data, type Obis, type ScalerUnit, unitCode } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { eventCodeOf, idisLogs, obisCodes } from '@ferraris/metering'
import { pulseConstants } from '../../display/pulse-led.ts'
import { type Channel, register as registerOf } from '../../metrology/registers.ts'
import type { PhaseSample, Sample } from '../../metrology/sample.ts'
import { eventLogs } from '../../store/event-log.ts'
import { overTime, read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'

/** A register as it travels: 32 bit, over which it wraps around. */
export function counted(value: number): Data {
  return data.doubleLongUnsigned(value >>> 0)
}

export function inUnit(scaler: number, unit: keyof typeof unitCode): ScalerUnit {
  return { scaler, unit: unitCode[unit] }
}

export function register(
  name: Obis | string,
  value: (context: Context) => Data,
  scaler: number,
  unit: keyof typeof unitCode,
): ObjectEntry {
  return object(classes.register, name, { value: overTime(value), scalerUnit: read(inUnit(scaler, unit)) })
}

function energy(name: Obis | string, channel: Channel, unit: 'Wh' | 'varh'): ObjectEntry {
  return register(name, ({ store, now }) => counted(registerOf(store.registers(now), channel)), 0, unit)
}

function apparentEnergy(name: Obis, way: 0 | 1): ObjectEntry {
  return register(name, ({ store, now }) => counted(store.apparentEnergy(now)[way]), 0, 'VAh')
}

type Direction =
  | 'import'
  | 'export'
  | 'reactiveImport'
  | 'reactiveExport'
  | 'apparentImport'
  | 'apparentExport'

function power(name: Obis, direction: Direction & keyof Sample, unit: 'W' | 'var' | 'VA'): ObjectEntry {
  const value = ({ store, now }: Context) =>
    data.doubleLongUnsigned(Math.max(0, store.sample(now)[direction]))
  return register(name, value, 0, unit)
}

function pulses(name: Obis, unit: keyof typeof unitCode): ObjectEntry {
  return register(name, ({ store }) => data.longUnsigned(pulseConstants[store.setup.phases]), -3, unit)
}

function netPower({ store, now }: Context): Data {
  const sample = store.sample(now)
  return data.doubleLong(sample.import - sample.export)
}

/** Energies in total and by tariff, powers of this second, and the frequency. */
export const registers: readonly ObjectEntry[] = [
  energy(obisCodes.activeEnergyImport, 'import', 'Wh'),
  energy(obisCodes.activeEnergyExport, 'export', 'Wh'),
  energy(obisCodes.reactiveEnergyImport, 'reactiveImport', 'varh'),
  energy(obisCodes.reactiveEnergyExport, 'reactiveExport', 'varh'),
  energy('1.0.1.8.1.255', 'tariff1', 'Wh'),
  energy('1.0.1.8.2.255', 'tariff2', 'Wh'),
  energy('1.0.1.8.3.255', 'tariff3', 'Wh'),
  energy('1.0.1.8.4.255', 'tariff4', 'Wh'),
  apparentEnergy(obisCodes.apparentEnergyImport, 0),
  apparentEnergy(obisCodes.apparentEnergyExport, 1),
  power(obisCodes.activePowerImport, 'import', 'W'),
  power(obisCodes.activePowerExport, 'export', 'W'),
  power(obisCodes.reactivePowerImport, 'reactiveImport', 'var'),
  power(obisCodes.reactivePowerExport, 'reactiveExport', 'var'),
  power(obisCodes.apparentPowerImport, 'apparentImport', 'VA'),
  power(obisCodes.apparentPowerExport, 'apparentExport', 'VA'),
  register(
    obisCodes.powerFactor,
    ({ store, now }) => data.longUnsigned(store.sample(now).powerFactor),
    -3,
    'none',
  ),
  pulses(obisCodes.activePulses, '1/Wh'),
  pulses(obisCodes.reactivePulses, '1/varh'),
  register(obisCodes.activePowerNet, netPower, 0, 'W'),
  register(obisCodes.frequency, ({ store, now }) => data.longUnsigned(store.sample(now).frequency), -3, 'Hz'),
]

/** Powers, current and voltage of one phase, 1 … 3. */
export function phaseRegisters(phase: 1 | 2 | 3): readonly ObjectEntry[] {
  const group = 20 * phase
  const measured = (c: number, of: keyof PhaseSample, scaler: number, unit: 'W' | 'A' | 'V') =>
    register(
      `1.0.${group + c}.7.0.255`,
      ({ store, now }) => {
        const value = Math.max(0, store.sample(now).phases[phase - 1]?.[of] ?? 0)
        return of === 'voltage' ? data.longUnsigned(value) : data.doubleLongUnsigned(value)
      },
      scaler,
      unit,
    )
  return [
    measured(1, 'import', 0, 'W'),
    measured(2, 'export', 0, 'W'),
    measured(11, 'current', -2, 'A'),
    measured(12, 'voltage', -1, 'V'),
  ]
}

function state(name: Obis | string, value: (context: Context) => number, isFunctionOfTime = true) {
  const encoded = (context: Context) => data.unsigned(value(context))
  return object(classes.data, name, { value: isFunctionOfTime ? overTime(encoded) : read(encoded) })
}

/** The status of a profile row captured now, the last event of each log, and the tariff in force. */
export const states: readonly ObjectEntry[] = [
  state(obisCodes.profileStatus, ({ store, now }) => store.status(now)),
  ...eventLogs.map(log =>
    state(eventCodeOf(idisLogs[log]), ({ store, now }) => store.events.of(log, now).at(-1)?.code ?? 0, false),
  ),
  ...(
    [
      ['eventMagnitude', 'magnitude'],
      ['eventDuration', 'duration'],
    ] as const
  ).map(([name, of]) =>
    object(classes.data, obisCodes[name], {
      value: read(({ store, now }) =>
        data.doubleLongUnsigned(store.events.of('power-quality', now).at(-1)?.[of] ?? 0),
      ),
    }),
  ),
  state(obisCodes.activeTariff, ({ store, now }) => store.tariffs.active(now)),
]
