import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { toHex } from '@ferraris/bytes'
import { keyLength, newSecret, type SecuritySuite } from '@ferraris/dlms/security'
import { type AssociationKeys, clients, type FurtherClient, type MeterKeys } from '@ferraris/meter'
import { InputError, ProcessError } from '../../errors.ts'
import { parseKeyRing, type Secret } from '../../keys/key-file.ts'
import { type FurtherAuthentication, furtherClients } from './further-clients.ts'

interface KeysOfMeter {
  readonly keys: MeterKeys
  /** K1 and K2; undefined where the ring has none. */
  readonly smitp: { readonly write: Uint8Array; readonly read: Uint8Array } | undefined
  readonly file: string
  readonly isNew: boolean
}

/** Which keys a virtual meter needs. */
interface KeyNeeds {
  readonly serial: string
  readonly suite: SecuritySuite
  /** Clients besides the usual three. */
  readonly further: readonly FurtherAuthentication[]
}

function random(length: number): Uint8Array {
  return randomBytes(length)
}

/** The keys of a virtual meter from a key ring; a ring that is not there is made. Throws InputError, ProcessError. */
export function openMeterKeys(file: string, needs: KeyNeeds): KeysOfMeter {
  const text = readIfThere(file)
  const ring = parseKeyRing(text ?? makeRing(file, needs), file)
  const { serial, suite } = needs
  const secretOf = (client: number): Secret => {
    const entry = ring.find(
      ({ device, client: of, secret }) =>
        (device ?? serial) === serial &&
        (of ?? client) === client &&
        (secret.smitp === undefined || secret.keys !== undefined),
    )
    if (entry !== undefined) return entry.secret
    throw missing(file, serial, client)
  }
  const keysOf = (client: number): AssociationKeys => {
    const { keys, ...secret } = secretOf(client)
    if (keys === undefined) throw missing(file, serial, client)
    if (keys.guek.length === keyLength[suite]) return { ...keys, ...publicKeys(secret) }
    throw new InputError(
      '--suite',
      `${suite} has keys of ${keyLength[suite]} octets, ${file} has keys of ${keys.guek.length}`,
      'give the suite of these keys, or name a file that is not there yet',
    )
  }
  const { kek, signing, agreement } = secretOf(clients.management)
  const keys = {
    suite,
    reader: keysOf(clients.reader),
    management: keysOf(clients.management),
    further: needs.further.map(authentication => furtherClient(authentication, secretOf, keysOf)),
    ...(kek && { masterKey: kek }),
    ...(signing?.meterSecret && { signingKey: signing.meterSecret }),
    ...(agreement?.meterSecret && { agreementKey: agreement.meterSecret }),
  }
  const both = ring.find(({ device, secret }) => (device ?? serial) === serial && secret.smitp?.write)?.secret
    .smitp
  const smitp = both?.write && { write: both.write, read: both.read }
  return { keys, smitp, file, isNew: text === undefined }
}

function missing(file: string, serial: string, client: number) {
  return new InputError(
    '--keys',
    `${file} has no keys of ${serial} for client ${client}`,
    'add them, or name a file that is not there yet',
  )
}

function publicKeys({ signing, agreement }: Omit<Secret, 'keys'>) {
  return {
    ...(signing && { signingPublicKey: signing.own.publicKey.point }),
    ...(agreement && { agreementPublicKey: agreement.own.publicKey.point }),
  }
}

function furtherClient(
  authentication: FurtherAuthentication,
  secretOf: (client: number) => Secret,
  keysOf: (client: number) => AssociationKeys,
): FurtherClient {
  const { address, ciphered } = furtherClients[authentication]
  const { password } = secretOf(address)
  return {
    address,
    authentication,
    rights: 'reader',
    ...(password && { secret: password }),
    ...(ciphered && { keys: keysOf(address) }),
  }
}

/** Writes a ring of new keys and returns its text. */
function makeRing(file: string, { serial, suite, further }: KeyNeeds): string {
  const key = () => toHex(random(keyLength[suite]))
  const secret = () => (suite === 0 ? undefined : toHex(newSecret(suite, random)))
  const meter = { serverSigningPrivateKey: secret(), serverAgreementPrivateKey: secret() }
  const kek = key()
  const secured = (client: number) => ({
    device: serial,
    client,
    guek: key(),
    gak: key(),
    ...(suite !== 0 && { clientSigningPrivateKey: secret(), clientAgreementPrivateKey: secret(), ...meter }),
  })
  const ring = [
    secured(clients.reader),
    { ...secured(clients.management), ...(suite !== 0 && { kek }) },
    ...further.map(authentication => {
      const { address, ciphered } = furtherClients[authentication]
      return ciphered
        ? secured(address)
        : { device: serial, client: address, password: randomBytes(12).toString('base64url') }
    }),
    { device: serial, k1: toHex(random(16)), k2: toHex(random(16)) },
  ]
  const text = `${JSON.stringify(ring, undefined, 1)}\n`
  try {
    mkdirSync(dirname(file), { recursive: true })
    // It gets its name when it is whole: a process killed in between leaves no empty ring.
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, text, { mode: 0o600, flush: true })
    linkSync(draft, file)
    unlinkSync(draft)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code
    throw new ProcessError('data-unwritable', `key ring ${file} cannot be written: ${why}`, {
      cause: error,
    })
  }
  return text
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new InputError('--keys', `key ring ${file} cannot be read: ${message}`, 'choose another file', {
      cause: error,
    })
  }
}
