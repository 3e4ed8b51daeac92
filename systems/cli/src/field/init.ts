import { show } from '../terminal/say.ts'
import { FieldDevice } from './field-device.ts'

/** `field init`: makes a field device that takes orders of one head-end, and tells its public keys. */
export function init(
  headEndKey: string,
  { data, json }: { readonly data: string; readonly json?: boolean },
): void {
  const { publicKeys } = FieldDevice.make(data, headEndKey)
  show(json, publicKeys, () => JSON.stringify(publicKeys))
}
