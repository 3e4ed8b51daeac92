import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'
import { contentOf } from './sign.ts'

interface VendorKey {
  readonly name: string
  readonly vendor: string
  readonly algorithm: string
  readonly registeredAt: string
  readonly revokedAt: string | null
}

/** `file key add`. */
export async function addKey(
  name: string,
  file: string,
  { headEnd, json, vendor }: AskOptions & { readonly vendor: string },
): Promise<void> {
  const body = { name, vendor, publicKey: contentOf(file).toString() }
  const key = (await new HeadEndDoor(headEnd).post('/vendor-keys', body, `key ${name}`)) as VendorKey
  show(json, key, () => `${key.name}: ${key.algorithm}, signs files of ${key.vendor}`)
}

/** `file key list`. */
export async function listKeys({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/vendor-keys', 'the list of keys')) as {
    readonly items: readonly VendorKey[]
  }
  const heads = [
    { title: 'key' },
    { title: 'vendor' },
    { title: 'algorithm' },
    { title: 'since' },
    { title: '' },
  ]
  show(json, list, () =>
    list.items.length === 0
      ? 'no keys'
      : table(
          heads,
          list.items.map(({ name, vendor, algorithm, registeredAt, revokedAt }) => [
            name,
            vendor,
            algorithm,
            registeredAt.slice(0, 10),
            revokedAt === null ? '' : `revoked ${revokedAt.slice(0, 10)}`,
          ]),
        ),
  )
}

/** `file key revoke`. */
export async function revokeKey(name: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/vendor-keys/${encodeURIComponent(name)}/revoke`
  const key = await new HeadEndDoor(headEnd).post(path, undefined, `to revoke key ${name}`)
  show(json, key, () => `${name} is revoked; what it signed is not used any more`)
}

/** `file test-group add`. */
export async function addTestMeter(serial: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/test-meters/${encodeURIComponent(serial)}`
  const meter = await new HeadEndDoor(headEnd).put(path, undefined, `${serial} in the test group`)
  show(json, meter, () => `${serial} may have files in test`)
}

/** `file test-group remove`. */
export async function removeTestMeter(serial: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/test-meters/${encodeURIComponent(serial)}`
  await new HeadEndDoor(headEnd).delete(path, `${serial} out of the test group`)
  show(json, { endDevice: serial }, () => `${serial} has no more files in test`)
}

/** `file test-group list`. */
export async function listTestGroup({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/test-meters', 'the test group')) as {
    readonly items: readonly { readonly endDevice: string }[]
  }
  show(json, list, () => list.items.map(({ endDevice }) => endDevice).join('\n') || 'no meters')
}
