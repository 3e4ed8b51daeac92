import { randomBytes } from 'node:crypto'
import { keyLength, type SecuritySuite } from '@ferraris/dlms/security'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import { KeyStore } from './key-store.ts'

/** Random keys of a meter, for tests. */
export function keyStore(memory: NonVolatile, suite: SecuritySuite = 0): KeyStore {
  const pair = () => ({ guek: randomBytes(keyLength[suite]), gak: randomBytes(keyLength[suite]) })
  return new KeyStore({
    memory,
    factory: { suite, reader: pair(), management: pair(), masterKey: randomBytes(keyLength[suite]) },
    systemTitle: Buffer.from('FER00001'),
    now: () => Date.UTC(2026, 10, 21),
    random: length => randomBytes(length),
  })
}
