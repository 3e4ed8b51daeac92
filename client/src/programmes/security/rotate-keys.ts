import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { wrapKey } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { instance } from '../forms/names.ts'
import { hasFailed, type Means, programme, type Step } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { isStep, locate } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import type { ChangeableKey, KeyChange, NewMeterKeys } from './key-change.ts'

/**
 * New keys are made, kept beside the old ones, wrapped with the master key, and sent. Only an association under the new ones
 * proves that the meter holds them; then they take the place of the old. When the power or the line fails in between, both
 * are kept: whichever opens an association tells what has become of it, and the rotation goes on from there.
 */

const changeable = [
  'global-unicast-encryption',
  'authentication',
  'global-broadcast-encryption',
  'master',
] as const satisfies readonly ChangeableKey[]

/** Those of the client that rotates. */
const usual: readonly ChangeableKey[] = ['global-unicast-encryption', 'authentication']

export const rotateKeys = programme({
  kind: 'rotate-keys',
  title: 'Replace the keys of the meter',
  parameters: Type.Object(
    {
      keys: Type.Optional(
        Type.Array(Type.Enum([...changeable]), {
          title: 'Keys',
          description: 'Which are replaced; default: encryption and authentication of this client.',
          minItems: 1,
          maxItems: changeable.length,
          uniqueItems: true,
        }),
      ),
      client: Type.Optional(
        Type.Integer({
          title: 'Client',
          description:
            'Number of the client whose keys are replaced, such as 2 for the one that reads; default: the one that gives orders.',
          minimum: 1,
          maximum: 255,
        }),
      ),
      object: instance('security setup'),
    },
    { additionalProperties: false },
  ),
  subject: ({ client }) => (client === undefined ? 'keys' : `keys of client ${client}`),
  async perform(meter, { keys = usual, client, object }, means) {
    const change = means.keys?.(client)
    if (change === undefined)
      return { steps: [refused('keys', `${nameOf(client)} has no keys that are kept here`)] }
    const found = await locate(meter, {
      classId: classes.securitySetup.classId,
      what: 'security setup',
      usual: change.isOwn ? obisCodes.securitySetup : setupOf(client),
      given: object,
    })
    if (isStep(found)) return { steps: [found] }
    return { steps: await rotate(meter, found.obis, keys, change, means) }
  },
})

function nameOf(client: number | undefined): string {
  return client === undefined ? 'the client that gives orders' : `client ${client}`
}

/** Each client has a security setup of its own beside the one that an association names as its own: group E is its number. */
function setupOf(client = 0): Obis {
  return obis(`0.0.43.0.${client}.255`)
}

async function rotate(
  meter: DlmsMeter,
  setup: Obis,
  wanted: readonly ChangeableKey[],
  change: KeyChange,
  { random }: Means,
): Promise<Step[]> {
  const target = `${setup} keys`
  const reached = {
    target,
    outcome: 'verified',
    reason: 'a rotation that was broken off had reached the meter',
  } as const
  if (wanted.every(key => change.recovered.includes(key))) return [reached]
  const left = await change.staged()
  if (left !== undefined && isProvable(left) && (await change.proves('staged'))) {
    await change.commit()
    return [reached]
  }
  const { masterKey, keyLength } = change
  if (masterKey === undefined)
    return [refused(target, 'the master key of this meter is not known: keys cannot be wrapped')]
  const fresh = left ?? Object.fromEntries(wanted.map(key => [key, random(keyLength)]))
  if (left === undefined) await change.stage(fresh)
  const wrapped = entriesOf(fresh).map(([keyId, key]) => ({ keyId, wrappedKey: wrapKey(masterKey, key) }))
  const transfer = await invoke(meter, classes.securitySetup, setup, 'keyTransfer', wrapped)
  if (hasFailed(transfer)) return [transfer]
  return [transfer, await proof(target, fresh, change)]
}

/** A master key alone opens no association: the next key that is wrapped with it proves it. */
function isProvable(keys: NewMeterKeys): boolean {
  return keys['global-unicast-encryption'] !== undefined || keys.authentication !== undefined
}

async function proof(target: string, fresh: NewMeterKeys, change: KeyChange): Promise<Step> {
  if (!isProvable(fresh)) {
    await change.commit()
    return { target, outcome: 'done', reason: 'the next key that goes under it proves it' }
  }
  if (await change.proves('staged')) {
    await change.commit()
    return { target, outcome: 'verified', reason: 'the meter associates under the new keys' }
  }
  const reason = (await change.proves('current'))
    ? 'the meter still associates under the old keys; both are kept'
    : 'the meter associates under neither; both are kept'
  return { target, outcome: 'differs', reason }
}

function entriesOf(keys: NewMeterKeys): [ChangeableKey, Uint8Array][] {
  return changeable.flatMap(name => {
    const key = keys[name]
    return key === undefined ? [] : [[name, key] as [ChangeableKey, Uint8Array]]
  })
}
