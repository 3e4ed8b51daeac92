import type { PartName } from '@ferraris/metering'

/** Parts of which billing depends: they change with the right of the legal key alone. */
export function isLegal(part: PartName): boolean {
  return part === 'generic' || part === 'legal'
}

/** The versions with which parts leave the factory, but that of the application. */
export const factoryParts = { generic: 'GENERIC/1.0.0', legal: 'LEGAL/1.0.0', plc: 'PLC/1.0.0' } as const
