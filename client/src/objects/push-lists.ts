import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ObjectListElement } from '@ferraris/cosem/values'
import { type PushedAttribute, pushedAttributes } from '@ferraris/dlms/push'
import type { Association } from '../session/association.ts'
import { answerOf } from '../session/query.ts'

const { classId, attributes } = classes.pushSetupV0
/** Push setups of a meter that are read: more than any meter has. */
const mostSetups = 16

/** What the push setups among the objects of a meter send, as far as it shows that to the client (class 40, attribute 2). */
export async function readPushLists(
  association: Pick<Association, 'get'>,
  objects: readonly ObjectListElement[],
): Promise<ReadonlyMap<Obis, readonly PushedAttribute[]>> {
  const found = new Map<Obis, readonly PushedAttribute[]>()
  for (const { obis } of objects.filter(object => object.classId === classId).slice(0, mostSetups)) {
    const [result] = await association.get({ classId, obis, attribute: attributes.pushObjectList.id })
    const answer = answerOf(result)
    const list = 'data' in answer ? pushedAttributes(answer.data) : undefined
    if (list !== undefined) found.set(obis, list)
  }
  return found
}
