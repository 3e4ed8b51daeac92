import { Problem } from '@ferraris/service'

export function unknownDevice(serial: string): never {
  throw new Problem('not-found', `there is no end device ${serial}`)
}
