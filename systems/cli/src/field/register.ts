import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { FieldDevice } from './field-device.ts'

interface DoorOptions {
  readonly data: string
  readonly headEnd: string
  readonly json?: boolean
}

/** `field register`: tells the head-end the public keys of this field device, under a name. */
export async function register(name: string, options: DoorOptions): Promise<void> {
  const { publicKeys } = FieldDevice.open(options.data)
  const door = new HeadEndDoor(options.headEnd)
  await door.post('/field-devices', { name, ...publicKeys }, `the field device ${name}`)
  show(
    options.json,
    { name, ...publicKeys },
    () => `${name} is registered; an administrator has to approve it`,
  )
}

/** `field approve`: lets a registered field device have orders; with the token of an administrator. */
export async function approve(name: string, options: Omit<DoorOptions, 'data'>): Promise<void> {
  const door = new HeadEndDoor(options.headEnd)
  const path = `/field-devices/${encodeURIComponent(name)}/approve`
  await door.post(path, undefined, `the approval of ${name}`)
  show(options.json, { name }, () => `${name} may be given orders`)
}
