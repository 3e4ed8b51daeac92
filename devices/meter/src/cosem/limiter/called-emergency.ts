/*
 * An emergency that the head-end calls to all meters of a line at once. It has no acknowledgement, and any station of the line can send
 * such a frame: a meter takes it by the head-end's signature alone, once, and while it is new:
 *
 *     no key of a head-end is set, or the signature is not its       refused
 *     called at or before the last one that was taken                nothing: a repetition, or an old one played again
 *     called more than a day from what the clock shows                refused
 *     for a group that is not this meter's                           taken, without an effect
 *     otherwise                                                      the emergency profile of the limiter is what it says
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { data, dateTimeAt } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { emergencyStatement, obisCodes, type SignedEmergencyCall, secondsPerDay } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import { setting } from '../model/attribute.ts'
import { object } from '../model/object.ts'
import { restartLimiter } from './limiter.ts'
import { limiterName } from './power-limit.ts'

const { limiter } = classes

const keyLength = 32
const lastSetting = 'limiter.called'

/** The Ed25519 key that verifies called emergencies, or nothing. */
export const emergencyKey = object(classes.data, obisCodes.emergencyKey, {
  value: setting(data.octets(new Uint8Array()), {
    rule: value =>
      value.type === 'octet-string' && (value.value.length === 0 || value.value.length === keyLength)
        ? 'success'
        : 'type-unmatched',
    after: ({ store, now }) => store.events.record('parametersChanged', now),
  }),
})

/** Takes a called emergency; false where it is refused. */
export function takeCalledEmergency(
  automation: Automation,
  { signature, ...call }: SignedEmergencyCall,
  now: number,
): boolean {
  const { settings, memory, store } = automation
  const key = keyOf(automation)
  if (key === undefined || !verify(null, Buffer.from(emergencyStatement(call)), key, signature)) return false
  if (Math.abs(store.clock.read(now) - call.issued) > secondsPerDay) return false
  if (call.issued <= (memory.get<number>(lastSetting) ?? 0)) return true
  const name = limiterName(automation)
  const isOurs = settings.get(limiter, name, 'emergencyProfileGroupIds').includes(call.group)
  automation.change(now, () => {
    memory.set(lastSetting, call.issued)
    if (!isOurs) return
    const activationTime = dateTimeAt(call.from, store.clock.zone)
    settings.put(limiter, name, 'emergencyProfile', {
      id: call.group,
      activationTime,
      duration: call.seconds,
    })
    restartLimiter(automation, name, now)
    store.events.record('limiterChanged', now)
  })
  return true
}

function keyOf({ settings }: Automation): KeyObject | undefined {
  if (!settings.has(classes.data, obisCodes.emergencyKey)) return undefined
  const { type, value } = settings.get(classes.data, obisCodes.emergencyKey, 'value')
  if (type !== 'octet-string' || value.length !== keyLength) return undefined
  const x = Buffer.from(value).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
