import { createHash } from 'node:crypto'
import { type Zone, zone } from '@ferraris/cosem'
import { apduTags } from '@ferraris/dlms/apdu'
import { type OpeningKeys, openNotification } from '@ferraris/dlms/push'
import { type KeyPairs, lastCounter, SecurityError, SuiteKeys } from '@ferraris/dlms/security'
import { type EventProfileName, msPerHour } from '@ferraris/metering'
import { keysOf } from '@ferraris/transport'
import { openSecrets } from '../../inventory/keys/client-secrets.ts'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import type { PushLists } from '../content/known-list.ts'
import { RefusedPush } from '../push-reason.ts'

/** Keys of one client of ours towards a meter, as they are stored. */
export interface StoredKeys {
  readonly guek: Buffer | null
  readonly gak: Buffer | null
  readonly others: Buffer | null
}

/** Keys under which a meter may push, and the counters that it has used with them. */
interface SenderKeys {
  /** SHA-256 of the wrapped key, which names the counter. */
  readonly digest: Buffer
  readonly name: string
  readonly opener: OpeningKeys
  /** What general-ciphering and general-signing need. */
  readonly ring: {
    readonly keys: SuiteKeys
    readonly masterKey?: Uint8Array
    readonly signing?: KeyPairs
    readonly agreement?: KeyPairs
  }
  /** The highest counter that was accepted: nothing at or below it is opened. */
  highest: number
}

/** A notification that was opened, and by what. */
export interface OpenedPush {
  readonly notification: ReturnType<typeof openNotification>
  readonly keys: SenderKeys | undefined
  readonly counter: number
  /** It came before, octet for octet: the sender has not heard that it arrived. */
  readonly isRepeated: boolean
}

/** A meter as the one that pushes. */
export class Sender {
  readonly endDeviceId: number
  readonly serial: string
  readonly profile: EventProfileName
  readonly zone: Zone
  /** What its push setups send, as far as it is known. */
  readonly lists: PushLists
  readonly fetchedAt: number
  readonly #title: Uint8Array
  readonly #ownTitle: Uint8Array
  readonly #keys: SenderKeys[]
  /** Its keys are to be looked up again. */
  isStale = false
  #hourBegan = 0
  #inHour = 0

  constructor(
    device: {
      readonly endDeviceId: number
      readonly serial: string
      readonly profile: EventProfileName
      readonly timeZone: string
      readonly title: Uint8Array
      readonly keys: readonly StoredKeys[]
      readonly counters: ReadonlyMap<string, number>
      readonly lists: PushLists
    },
    ring: KeyRing,
    ownTitle: Uint8Array,
    now: number,
  ) {
    this.endDeviceId = device.endDeviceId
    this.serial = device.serial
    this.profile = device.profile
    this.zone = zone(device.timeZone)
    this.lists = device.lists
    this.fetchedAt = now
    this.#title = device.title
    this.#ownTitle = ownTitle
    this.#keys = device.keys.flatMap(stored => {
      const keys = senderKeys(stored, ring, device.title, device.counters)
      return keys === undefined ? [] : [keys]
    })
  }

  get hasKeys(): boolean {
    return this.#keys.length > 0
  }

  /** Goes on behind the counters that were accepted under what was known before. */
  goOn(before: Sender): void {
    for (const { name, highest } of before.#keys)
      for (const keys of this.#keys) if (keys.name === name) keys.highest = Math.max(keys.highest, highest)
    this.#hourBegan = before.#hourBegan
    this.#inHour = before.#inHour
  }

  /** Counts a push that is proven to be of it; false where it is one too many in an hour. */
  mayPush(now: number): boolean {
    if (now - this.#hourBegan >= msPerHour || now < this.#hourBegan) {
      this.#hourBegan = now
      this.#inHour = 0
    }
    return ++this.#inHour <= mostPushesAnHour
  }

  /**
   * Opens what came under its system title. Throws SecurityError where no keys fit, `counter-replayed` among them, RefusedPush for what
   * proves nothing, DlmsError and DecodeError for what is no notification.
   */
  open(apdu: Uint8Array): OpenedPush {
    let fault: unknown
    for (const [place, keys] of this.#keys.entries()) {
      try {
        const notification = openNotification(
          apdu,
          () =>
            apdu[0] === apduTags['general-glo-ciphering']
              ? keys.opener
              : { ring: keys.ring, ownTitle: this.#ownTitle },
          this.#title,
        )
        const { authenticated, signed } = notification.protection
        // A counter that is not proven must not use up those of the meter.
        if (!authenticated && signed !== true) throw new RefusedPush('unprotected')
        const counter = notification.invocationCounter ?? 0
        if (counter === keys.highest && counter > 0) return { notification, keys, counter, isRepeated: true }
        if (counter <= keys.highest)
          throw new SecurityError('counter-replayed', `counter ${counter}, and ${acceptedOf(keys)}`)
        keys.highest = counter
        // The next push is under the same keys, most likely.
        if (place > 0) this.#keys.unshift(...this.#keys.splice(place, 1))
        return { notification, keys, counter, isRepeated: false }
      } catch (error) {
        if (!(error instanceof SecurityError) || error.code === 'counter-replayed') throw error
        fault = error
      }
    }
    throw fault ?? new SecurityError('key-missing', 'the meter has no keys here')
  }
}

/** Why no counter at or below is taken. */
function acceptedOf({ highest }: SenderKeys): string {
  return highest === lastCounter
    ? `${highest}, the last one, was accepted: its keys are used up, change them`
    : `${highest} was accepted`
}

/** More than a push every second is no meter's, but a fault or an attack. */
export const mostPushesAnHour = 3600

function senderKeys(
  { guek, gak, others }: StoredKeys,
  ring: KeyRing,
  title: Uint8Array,
  counters: ReadonlyMap<string, number>,
): SenderKeys | undefined {
  if (guek === null || gak === null) return undefined
  const secrets = openSecrets({
    guek: ring.unwrap(guek),
    gak: ring.unwrap(gak),
    others: others === null ? undefined : ring.unseal(others),
  })
  if (secrets.keys === undefined) return undefined
  const opener = keysOf([secrets.keys], title)
  if (opener === undefined) return undefined
  const { signing, agreement, kek } = secrets
  const suite = secrets.keys.guek.length === 32 ? 2 : signing === undefined && agreement === undefined ? 0 : 1
  const pairs = (pair: NonNullable<typeof signing>): KeyPairs => ({ own: pair.own, peer: () => pair.meter })
  const digest = createHash('sha256').update(guek).digest()
  const name = digest.toString('hex')
  return {
    digest,
    name,
    opener,
    ring: {
      keys: new SuiteKeys(secrets.keys.guek, secrets.keys.gak, suite),
      ...(kek && { masterKey: kek }),
      ...(signing && { signing: pairs(signing) }),
      ...(agreement && { agreement: pairs(agreement) }),
    },
    highest: counters.get(name) ?? 0,
  }
}
