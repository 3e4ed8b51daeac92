import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'

/** What a diagnosis looks at, in the order in which it is read: what says most of a fault comes first, should the way break. */
export const diagnosisSections = [
  'clock',
  'errors',
  'alarms',
  'switch',
  'power-failures',
  'battery',
  'temperature',
  'quality',
  'communication',
  'firmware',
  'keys',
  'registers',
  'events',
] as const
export type DiagnosisSection = (typeof diagnosisSections)[number]

/** An attribute that a diagnosis asks for; a register comes with its unit. */
export interface Asked {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  /** Each bit has a meaning of its own. */
  readonly bits?: true
}

const { data, register, disconnectControl, limiter, securitySetup, gsmDiagnostic } = classes
const phases = [32, 52, 72]

function one(of: { readonly classId: number }, name: string, attribute = 2): Asked {
  return { classId: of.classId, obis: obis(name), attribute }
}
function values(of: { readonly classId: number }, names: readonly string[]): Asked[] {
  return names.map(name => one(of, name))
}
function numbered(name: string, numbers: readonly number[]): string[] {
  return numbers.map(number => name.replace('*', String(number)))
}
function bitsOf(name: string): Asked {
  return { ...one(data, name), bits: true }
}

/**
 * The attributes of each section, by their usual classes (IEC 62056-6-1; IEC 62056-6-2). Of keys only what protects the
 * meter and which counters it has seen: no attribute holds a key.
 */
export const askedOf: Readonly<Record<Exclude<DiagnosisSection, 'clock' | 'events'>, readonly Asked[]>> = {
  errors: numbered('0.0.97.97.*.255', [0, 1, 2]).map(bitsOf),
  alarms: numbered('0.0.97.98.*.255', [0, 1, 2, 10, 20]).map(bitsOf),
  switch: [
    one(disconnectControl, obisCodes.disconnectControl, disconnectControl.attributes.outputState.id),
    one(disconnectControl, obisCodes.disconnectControl, disconnectControl.attributes.controlState.id),
    one(disconnectControl, obisCodes.disconnectControl, disconnectControl.attributes.controlMode.id),
    one(data, obisCodes.loadSideVoltage),
    one(limiter, obisCodes.limiter, limiter.attributes.thresholdActive.id),
  ],
  // Numbers of failures, of long ones, then times in seconds; 0 all phases, 1-3 one, 21, 9 and 14 any.
  'power-failures': [
    ...values(data, numbered('0.0.96.7.*.255', [0, 1, 2, 3, 21, 5, 6, 7, 8, 9])),
    ...values(register, numbered('0.0.96.7.*.255', [10, 11, 12, 13, 15, 16, 17, 18, 19])),
  ],
  battery: values(data, numbered('0.0.96.6.*.255', [0, 1, 3, 6])),
  temperature: values(register, ['0.0.96.9.0.255']),
  quality: [
    ...phases.flatMap(phase => values(data, numbered(`1.0.${phase}.*.0.255`, [32, 36]))),
    ...phases.flatMap(phase => values(register, [`1.0.${phase}.7.124.255`])),
  ],
  communication: [
    one(gsmDiagnostic, '0.0.25.6.0.255', gsmDiagnostic.attributes.operator.id),
    one(gsmDiagnostic, '0.0.25.6.0.255', gsmDiagnostic.attributes.status.id),
    one(gsmDiagnostic, '0.0.25.6.0.255', gsmDiagnostic.attributes.cellInfo.id),
  ],
  // Versions and signatures of the metrological part, of the application and of what else is programmed.
  firmware: values(
    data,
    ['1.0', '1.1', '1.2', '1.4'].flatMap(part => [`${part}.0.2.0.255`, `${part}.0.2.8.255`]),
  ),
  keys: [
    one(securitySetup, obisCodes.securitySetup, securitySetup.attributes.securityPolicy.id),
    one(securitySetup, obisCodes.securitySetup, securitySetup.attributes.securitySuite.id),
    ...values(data, ['0.0.43.1.1.255', '0.0.43.1.2.255']),
  ],
  registers: values(register, [
    ...['1', '2', '3', '4'].map(quantity => `1.0.${quantity}.8.0.255`),
    ...['16', '14', '32', '52', '72', '31', '51', '71'].map(quantity => `1.0.${quantity}.7.0.255`),
  ]),
}

export const askedLogs: readonly Obis[] = [
  obisCodes.standardLog,
  obisCodes.fraudLog,
  obisCodes.disconnectorLog,
  obisCodes.mbusLog,
  obisCodes.qualityLog,
  obisCodes.communicationLog,
  obis('1.0.99.97.0.255'),
]
