import { obisCodes } from '@ferraris/metering'
import type { Place, PositionalLayout } from './push-layout.ts'

function text(obis: string): Place {
  return { type: 'octet-string', obis }
}
function number(obis: string, unit: string, scaler = 0): Place {
  return {
    type: 'double-long-unsigned',
    obis,
    unit,
    scaler,
  }
}

const identification = [text('1.1.0.2.129.255'), text(obisCodes.serialNumber), text('0.0.96.1.7.255')]
const powers = [
  number(obisCodes.activePowerImport, 'W'),
  number(obisCodes.activePowerExport, 'W'),
  number(obisCodes.reactivePowerImport, 'var'),
  number(obisCodes.reactivePowerExport, 'var'),
]
const onePhase = [number(obisCodes.currentL1, 'A', -3), number(obisCodes.voltageL1, 'V', -1)]
const threePhases = [
  number(obisCodes.currentL1, 'A', -3),
  number(obisCodes.currentL2, 'A', -3),
  number(obisCodes.currentL3, 'A', -3),
  number(obisCodes.voltageL1, 'V', -1),
  number(obisCodes.voltageL2, 'V', -1),
  number(obisCodes.voltageL3, 'V', -1),
]
const energies = [
  text(obisCodes.clock),
  number(obisCodes.activeEnergyImport, 'Wh'),
  number(obisCodes.activeEnergyExport, 'Wh'),
  number(obisCodes.reactiveEnergyImport, 'varh'),
  number(obisCodes.reactiveEnergyExport, 'varh'),
]

function list(name: string, places: readonly Place[]): PositionalLayout {
  return {
    kind: 'positional',
    name,
    places,
  }
}

/** Lists KFM_001 of Kaifa MA105 and MA304 at Norwegian customer ports: every 2 s, every 10 s, and on the hour. */
export const kaifa: readonly PositionalLayout[] = [
  list('Kaifa, list 1', [number(obisCodes.activePowerImport, 'W')]),
  list('Kaifa, list 2, one phase', [...identification, ...powers, ...onePhase]),
  list('Kaifa, list 2, three phases', [...identification, ...powers, ...threePhases]),
  list('Kaifa, list 3, one phase', [...identification, ...powers, ...onePhase, ...energies]),
  list('Kaifa, list 3, three phases', [...identification, ...powers, ...threePhases, ...energies]),
]
