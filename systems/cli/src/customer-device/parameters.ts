import { fromHex, HexError } from '@ferraris/bytes'
import { meterRoles } from '@ferraris/chain2'
import type { MeterSettings } from '@ferraris/customer-device'
import { InputError } from '../errors.ts'

/** What a maker gives to a bench, or a bench to a device, besides its name. */
export interface Parameters {
  readonly address?: string
  readonly initialKey?: Uint8Array
  readonly meters?: readonly MeterSettings[]
}

/** Reads a parameter file. Throws InputError with the member at fault, and repeats no key. */
export function readParameters(text: string): Parameters {
  const given = objectOf(parsed(text), '--parameters')
  const { address, initialKey, meters } = given
  if (meters !== undefined && !Array.isArray(meters)) throw fault('meters', 'must be a list')
  return {
    ...(address !== undefined && {
      address: textOf(address, 'address', /^[0-9A-Fa-f]{12}$/, '12 hex digits'),
    }),
    ...(initialKey !== undefined && { initialKey: keyOf(initialKey, 'initialKey') }),
    ...(meters !== undefined && { meters: meters.map(meterOf) }),
  }
}

function meterOf(value: unknown, index: number): MeterSettings {
  const path = `meters[${index}]`
  const { role, systemTitle, pod, encryptionKey, authenticationKey } = objectOf(value, path)
  const known = meterRoles.find(each => each === role)
  if (known === undefined) throw fault(`${path}.role`, `must be one of ${meterRoles.join(', ')}`)
  const keys = encryptionKey !== undefined && {
    keys: {
      encryptionKey: keyOf(encryptionKey, `${path}.encryptionKey`),
      // One value for both, where a bench has only one.
      authenticationKey: keyOf(authenticationKey ?? encryptionKey, `${path}.authenticationKey`),
    },
  }
  return {
    role: known,
    systemTitle: textOf(
      systemTitle,
      `${path}.systemTitle`,
      /^[0-9A-Fa-f]{16}$/,
      '16 hex digits',
    ).toLowerCase(),
    pod: textOf(pod, `${path}.pod`, /^[\x21-\x7e]{1,16}$/, '1 to 16 characters'),
    ...keys,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw fault('--parameters', 'is no JSON')
  }
}

function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw fault(path, 'must be an object')
}

function textOf(value: unknown, path: string, form: RegExp, what: string): string {
  if (typeof value === 'string' && form.test(value)) return value
  throw fault(path, `must be ${what}`)
}

function keyOf(value: unknown, path: string): Uint8Array {
  try {
    const key = typeof value === 'string' ? fromHex(value) : undefined
    if (key?.length === 16) return key
  } catch (error) {
    if (!(error instanceof HexError)) throw error
  }
  throw fault(path, 'must be a key of 32 hex digits')
}

function fault(path: string, detail: string): InputError {
  return new InputError(path, detail, 'see ferraris customer-device make --help')
}
