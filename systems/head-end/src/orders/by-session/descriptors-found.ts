import type { PoolClient } from 'pg'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import type { ControlStep } from '../record/schemas.ts'

/**
 * Keeps alarm descriptors as orders have left them, within the caller's transaction: the next time that a bit is set there, the meter pushes it,
 * and it is a new alarm.
 */
export async function keepDescriptorsFound(
  client: PoolClient,
  outcomes: readonly { readonly id: string; readonly steps: readonly ControlStep[] }[],
): Promise<void> {
  const found = outcomes.flatMap(({ id, steps }) =>
    steps.flatMap(({ target, found: value = '' }) => {
      const [name = '', attribute] = target.split(' ')
      const [, word] = /^double-long-unsigned (\d+)$/.exec(value) ?? []
      const isDescriptor = attribute === 'value' && (registerOfAlarm(name) ?? name) !== name
      return isDescriptor && word !== undefined ? [{ id, name, word: Number(word) }] : []
    }),
  )
  if (found.length === 0) return
  await client.query(
    `update alarm_word w set word = given.word
     from unnest($1::text[], $2::text[], $3::bigint[]) as given (control, register, word)
     join end_device_control c on c.id = given.control
     where w.end_device_id = c.end_device_id and w.register = given.register`,
    [found.map(({ id }) => id), found.map(({ name }) => name), found.map(({ word }) => word)],
  )
}
