import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter, nothing, ref } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { deviceParams } from '../../inventory/identifiers.ts'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import type { PushDoor } from '../push-door.ts'
import { pushLists } from '../schemas.ts'
import { pushListsOfDevice, setPushLists } from './lists.ts'

interface PushListParts {
  readonly db: Kysely<Tables>
  readonly pushes: PushDoor
}

export function pushListRoutes({ db, pushes }: PushListParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['events']

    app.get('/end-devices/:serial/push-lists', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'What the push setups of a meter send',
        description: 'As it was read with the objects of the meter, or given for one that does not show it.',
        params: deviceParams,
        response: { 200: ref(pushLists) },
      },
      async handler({ params: { serial } }) {
        const items = (await pushListsOfDevice(db, serial)) ?? unknownDevice(serial)
        return { items: items.map(({ setup, objects }) => ({ setup, objects: [...objects] })) }
      },
    })

    app.put('/end-devices/:serial/push-lists', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Say what the push setups of a meter send, where it names no values',
        description:
          'These lists and no other; what the meter shows of its own is read again with its objects.',
        params: deviceParams,
        body: ref(pushLists),
        response: { 204: nothing },
      },
      async handler({ params: { serial }, body: { items } }, reply) {
        const setups = items.map(({ setup }) => setup)
        const twice = setups.find((setup, i) => setups.indexOf(setup) !== i)
        if (twice !== undefined) throw invalidParameter('items', `${twice} has two lists`)
        const isKnown = await db.transaction().execute(tx => setPushLists(tx, serial, items))
        if (!isKnown) unknownDevice(serial)
        pushes.senders.forget(sender => sender.serial === serial)
        return reply.code(204).send(null)
      },
    })
  }
}
