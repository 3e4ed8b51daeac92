import type { PushedAttribute } from '@ferraris/dlms/push'
import type { PoolClient } from 'pg'
import { Type } from 'typebox'
import { obis } from './identifiers.ts'
import type { StoredObject } from './tables.ts'

/** Most that a meter pushes at once, and push setups of a meter. */
const mostObjects = 64
const mostSetups = 16

/** What a meter's push setup sends, where the meter does not show that to a client. */
export const pushList = Type.Object(
  {
    setup: obis,
    objects: Type.Array(Type.Object({ classId: Type.Integer(), obis, attribute: Type.Integer() }), {
      minItems: 1,
      maxItems: mostObjects,
      description: 'In the order in which their values are sent (class 40, attribute 2).',
    }),
  },
  { additionalProperties: false, description: 'What one push setup of the meter sends.' },
)

export const pushListsGiven = Type.Array(pushList, {
  maxItems: mostSetups,
  description:
    'What the push setups of a meter send, where it does not name its values; read from the meter with its objects otherwise.',
})

/** A list as it is given at the enrolment. */
export interface GivenPushList {
  readonly setup: string
  readonly objects: readonly PushedAttribute[]
}

/** Objects of a meter, with what its push setups send: a setup that the list of objects lacks is added. */
export function withPushLists(
  objects: readonly StoredObject[],
  lists: readonly GivenPushList[],
): readonly StoredObject[] {
  const bySetup = new Map(lists.map(({ setup, objects: pushes }) => [setup, pushes]))
  const known = objects.map(object => {
    const pushes = object.classId === pushSetup ? bySetup.get(object.obis) : undefined
    if (pushes !== undefined) bySetup.delete(object.obis)
    return pushes === undefined ? object : { ...object, pushes }
  })
  const added = [...bySetup].map(([setup, pushes]) => {
    return { classId: pushSetup, version: 0, obis: setup, attributes: [], methods: [], pushes }
  })
  return [...known, ...added]
}

/** Objects of a meter, with these lists and no other: setups that are known by their list alone are gone with it. */
export function onlyPushLists(
  objects: readonly StoredObject[],
  lists: readonly GivenPushList[],
): readonly StoredObject[] {
  const isGiven = ({ pushes, attributes }: StoredObject) => pushes !== undefined && attributes.length === 0
  const bare = objects.filter(object => !isGiven(object)).map(({ pushes: _, ...object }) => object)
  return withPushLists(bare, lists)
}

/** What of the objects is known of push setups. */
export function pushListsOf(objects: readonly StoredObject[] | null): readonly GivenPushList[] {
  return (objects ?? []).flatMap(({ obis: setup, pushes }) =>
    pushes === undefined ? [] : [{ setup, objects: pushes }],
  )
}

/** Keeps what was given at an enrolment, beside what is known of the objects of each meter. */
export async function keepPushLists(
  client: PoolClient,
  devices: readonly { readonly serial: string; readonly pushLists?: readonly GivenPushList[] | undefined }[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { serial, pushLists = [] } of devices) {
    if (pushLists.length === 0) continue
    const id = ids.get(serial)
    const { rows } = await client.query<{ objects: StoredObject[] | null }>(
      'select objects from end_device where id = $1 for update',
      [id],
    )
    const objects = withPushLists(rows[0]?.objects ?? [], pushLists)
    await client.query('update end_device set objects = $2 where id = $1', [id, JSON.stringify(objects)])
  }
}

/** Class of push setups. */
const pushSetup = 40
