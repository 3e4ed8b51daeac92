import { alsoRead, arrayOf, nullable, structure, viewed } from './composites.ts'
import { boolean, enumCode, integer, octetString } from './leaves.ts'
import { ValueError } from './value-error.ts'
import type { ValueType, ValueTypeOf } from './value-type.ts'

/**
 * What a client may do with an attribute or method, as a sum of these bits. They are the access mode of version 3 of the
 * association class; the fewer modes of older versions are seen as the bits they mean (IEC 62056-6-2, class 15).
 */
export const access = {
  none: 0,
  read: 0x01,
  write: 0x02,
  /** Of a method; the same bit as `read`. */
  invoke: 0x01,
  authenticatedRequest: 0x04,
  encryptedRequest: 0x08,
  signedRequest: 0x10,
  authenticatedResponse: 0x20,
  encryptedResponse: 0x40,
  signedResponse: 0x80,
} as const

const read = access.read
const write = access.write
const authenticated = access.authenticatedRequest

/** Access modes of versions 0 to 2 in the order of their codes; version 0 knows the first four. */
const olderAttributeModes = [
  access.none,
  read,
  write,
  read | write,
  authenticated | read,
  authenticated | write,
  authenticated | read | write,
]
const olderMethodModes = [access.none, access.invoke, access.invoke | authenticated]

/**
 * A mode's place in the list is its code. Meters use codes of later versions, too: those of `known` are read in every version,
 * and what is in none of them as the bits of version 3.
 */
function modeOf(modes: readonly number[], known: readonly number[]): ValueType<number> {
  return viewed(
    enumCode,
    (bits, path) => {
      const code = modes.indexOf(bits)
      if (code >= 0) return code
      throw new ValueError(path, `access ${accessText(bits)} has no mode in this version`)
    },
    code => known[code] ?? code,
  )
}

function attributeMode(modes: readonly number[]): ValueType<number> {
  return modeOf(modes, olderAttributeModes)
}

function methodMode(modes: readonly number[]): ValueType<number> {
  return methodAccess(modeOf(modes, olderMethodModes))
}

/** Whether a method may be invoked is a boolean in version 0 and a mode from version 1 on; meters mix them. */
function methodAccess(mode: ValueType<number>): ValueType<number> {
  return alsoRead(mode, 'boolean', (value, path) =>
    boolean.decode(value, path) ? access.invoke : access.none,
  )
}

const invocable: ValueType<number> = {
  ...methodMode(olderMethodModes),
  text: boolean.text,
  encode: (bits, path) => boolean.encode(bits !== access.none, path),
}

/** Selectors of an attribute; an octet each, where they come as one string. */
const selectors = alsoRead(arrayOf(integer), 'octet-string', (value, path) => [
  ...octetString.decode(value, path),
])

function accessRightOf(attributeMode: ValueType<number>, methodMode: ValueType<number>) {
  return structure({
    attributes: arrayOf(
      structure({ attribute: integer, mode: attributeMode, selectors: nullable(selectors) }),
    ),
    methods: arrayOf(structure({ method: integer, mode: methodMode })),
  })
}

/** access_right by version of the association class, 0 to 3. */
export const accessRights = [
  accessRightOf(attributeMode(olderAttributeModes.slice(0, 4)), invocable),
  accessRightOf(attributeMode(olderAttributeModes), methodMode(olderMethodModes)),
  accessRightOf(attributeMode(olderAttributeModes), methodMode(olderMethodModes)),
  accessRightOf(enumCode, methodAccess(enumCode)),
] as const

export type AccessRights = ValueTypeOf<(typeof accessRights)[number]>

const protections = [
  [access.authenticatedRequest, 'authenticated request'],
  [access.encryptedRequest, 'encrypted request'],
  [access.signedRequest, 'signed request'],
  [access.authenticatedResponse, 'authenticated response'],
  [access.encryptedResponse, 'encrypted response'],
  [access.signedResponse, 'signed response'],
] as const

/** Bits for people: `read and write, authenticated request`; `none`. For a method, `kind` says "invoke". */
export function accessText(bits: number, kind: 'attribute' | 'method' = 'attribute'): string {
  const verbs =
    kind === 'method' ? ['none', 'invoke', 'none', 'invoke'] : ['none', 'read', 'write', 'read and write']
  return [verbs[bits & 3], ...protections.filter(([bit]) => bits & bit).map(([, name]) => name)].join(', ')
}
