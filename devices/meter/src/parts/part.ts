/** The four programs of a meter, in the order in which they start. The first two are the legal part, the others are not. */
export const partNames = ['generic', 'legal', 'plc', 'non-legal'] as const
export type PartName = (typeof partNames)[number]

/** Parts of which billing depends: they change with the right of the legal key alone. */
export function isLegal(part: PartName): boolean {
  return part === 'generic' || part === 'legal'
}

/** The versions with which parts leave the factory, but that of the application. */
export const factoryParts = { generic: 'GENERIC/1.0.0', legal: 'LEGAL/1.0.0', plc: 'PLC/1.0.0' } as const

/** Images of a part say so in front of their version; without it they are of the application, which is not legal. */
const prefixes = { 'GENERIC/': 'generic', 'LEGAL/': 'legal', 'PLC/': 'plc' } as const satisfies Record<
  string,
  PartName
>

/** The part that a version is one of. */
export function partOf(version: string): PartName {
  const prefix = Object.keys(prefixes).find(text => version.startsWith(text)) as
    | keyof typeof prefixes
    | undefined
  return prefix === undefined ? 'non-legal' : prefixes[prefix]
}
