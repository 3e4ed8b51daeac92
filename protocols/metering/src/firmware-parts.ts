import { obisCodes } from './obis-codes.ts'

/** The four programs of one of our meters, in the order in which they start. */
export const partNames = ['generic', 'legal', 'plc', 'non-legal'] as const
export type PartName = (typeof partNames)[number]

/** Images of a part say so in front of their version; without it they are of the application. */
const prefixes = { 'GENERIC/': 'generic', 'LEGAL/': 'legal', 'PLC/': 'plc' } as const satisfies Record<
  string,
  PartName
>

/** The part that a version is one of. */
export function partOf(version: string): PartName {
  return Object.entries(prefixes).find(([prefix]) => version.startsWith(prefix))?.[1] ?? 'non-legal'
}

/** Version and signature of each part (IEC 62056-6-1, 1.b.0.2.0 and .8); which part has which b is our choice. */
export const partPlates = {
  'non-legal': { version: obisCodes.activeFirmware, signature: obisCodes.firmwareSignature },
  plc: { version: obisCodes.plcFirmware, signature: obisCodes.plcFirmwareSignature },
  legal: { version: obisCodes.legalFirmware, signature: obisCodes.legalFirmwareSignature },
  generic: { version: obisCodes.genericFirmware, signature: obisCodes.genericFirmwareSignature },
} as const satisfies Record<PartName, unknown>
