import { randomBytes } from 'node:crypto'
import { keyLength, newSecret, PrivateKey, type SecuritySuite } from '@ferraris/dlms/security'
import { type AssociationKeys, type Clock, civilDay, type FurtherClient } from '@ferraris/meter'
import { testMeter } from '@ferraris/testing/meter'
import type { ClientSecrets } from '../inventory/keys/client-secrets.ts'

function random(length: number): Uint8Array {
  return randomBytes(length)
}
function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

/** Clients of {@link everyMeter} by how they prove themselves. */
export const clientOf = { gmac: 2, low: 17, md5: 19, sha1: 20, sha256: 22, ecdsa: 23 } as const

/** A meter that takes clients of every kind that its suite has, and what each of them needs. */
export function everyMeter(
  serial: string,
  suite: SecuritySuite,
  clock: Clock,
  referencing: 'LN' | 'SN' = 'LN',
) {
  const pair = () => {
    const secret = newSecret(suite === 2 ? 2 : 1, random)
    return { secret, point: new PrivateKey(secret).publicKey.point }
  }
  const kek = random(keyLength[suite])
  const [signing, agreement] = [pair(), pair()]
  const secrets = new Map<number, ClientSecrets>()

  const keysOf = (client: number): AssociationKeys => {
    const keys = { guek: random(keyLength[suite]), gak: random(keyLength[suite]) }
    const symmetric = { client, guek: hex(keys.guek), gak: hex(keys.gak), kek: hex(kek) }
    secrets.set(client, symmetric)
    if (suite === 0) return keys
    const [ownSigning, ownAgreement] = [pair(), pair()]
    secrets.set(client, {
      ...symmetric,
      clientSigningPrivateKey: hex(ownSigning.secret),
      serverSigningPublicKey: hex(signing.point),
      clientAgreementPrivateKey: hex(ownAgreement.secret),
      serverAgreementPublicKey: hex(agreement.point),
    })
    return { ...keys, signingPublicKey: ownSigning.point, agreementPublicKey: ownAgreement.point }
  }
  const withPassword = (authentication: 'low' | 'md5' | 'sha1' | 'sha256'): FurtherClient => {
    const password = random(9).toString()
    const address = clientOf[authentication]
    secrets.set(address, { client: address, secret: hex(Buffer.from(password)) })
    return { address, authentication, rights: 'reader', secret: Buffer.from(password) }
  }
  const further: FurtherClient[] = (['low', 'md5', 'sha1', 'sha256'] as const).map(withPassword)
  if (suite !== 0) {
    const [address, authentication] = [clientOf.ecdsa, 'ecdsa'] as const
    further.push({ address, authentication, rights: 'reader', keys: keysOf(address) })
  }
  const keys = {
    suite,
    reader: keysOf(clientOf.gmac),
    management: keysOf(1),
    masterKey: kek,
    further,
    ...(suite !== 0 && { signingKey: signing.secret, agreementKey: agreement.secret }),
  }
  const meter = testMeter({
    serial,
    seed: 1,
    origin: civilDay(2026, 11, 1),
    depthDays: 30,
    referencing,
    keys,
    clock,
  })
  return { meter, secrets }
}
