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

const identification = [text('1.1.0.2.129.255'), text('0.0.96.1.0.255'), text('0.0.96.1.7.255')]
const powers = [
  number('1.0.1.7.0.255', 'W'),
  number('1.0.2.7.0.255', 'W'),
  number('1.0.3.7.0.255', 'var'),
  number('1.0.4.7.0.255', 'var'),
]
const onePhase = [number('1.0.31.7.0.255', 'A', -3), number('1.0.32.7.0.255', 'V', -1)]
const threePhases = [
  number('1.0.31.7.0.255', 'A', -3),
  number('1.0.51.7.0.255', 'A', -3),
  number('1.0.71.7.0.255', 'A', -3),
  number('1.0.32.7.0.255', 'V', -1),
  number('1.0.52.7.0.255', 'V', -1),
  number('1.0.72.7.0.255', 'V', -1),
]
const energies = [
  text('0.0.1.0.0.255'),
  number('1.0.1.8.0.255', 'Wh'),
  number('1.0.2.8.0.255', 'Wh'),
  number('1.0.3.8.0.255', 'varh'),
  number('1.0.4.8.0.255', 'varh'),
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
  list('Kaifa, list 1', [number('1.0.1.7.0.255', 'W')]),
  list('Kaifa, list 2, one phase', [...identification, ...powers, ...onePhase]),
  list('Kaifa, list 2, three phases', [...identification, ...powers, ...threePhases]),
  list('Kaifa, list 3, one phase', [...identification, ...powers, ...onePhase, ...energies]),
  list('Kaifa, list 3, three phases', [...identification, ...powers, ...threePhases, ...energies]),
]
