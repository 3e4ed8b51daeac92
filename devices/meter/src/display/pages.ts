import { obisCodes } from '@ferraris/metering'
import type { SecondRecord } from '../metrology/ring/second-record.ts'

/** A value that the display shows. */
interface Page {
  readonly obis: string
  readonly name: string
  readonly unit: string
  readonly of: keyof Omit<SecondRecord, 'at'>
}

/** The values through which the buttons scroll, in their order. */
export const pages: readonly Page[] = [
  { obis: obisCodes.activeEnergyImport, name: 'Active energy', unit: 'Wh', of: 'activeEnergy' },
  { obis: obisCodes.reactiveEnergyImport, name: 'Reactive energy', unit: 'varh', of: 'reactiveEnergy' },
  { obis: obisCodes.apparentEnergyImport, name: 'Apparent energy', unit: 'VAh', of: 'apparentEnergy' },
  { obis: obisCodes.activePowerImport, name: 'Active power', unit: 'W', of: 'activePower' },
  { obis: obisCodes.reactivePowerImport, name: 'Reactive power', unit: 'var', of: 'reactivePower' },
  { obis: obisCodes.apparentPowerImport, name: 'Apparent power', unit: 'VA', of: 'apparentPower' },
]
