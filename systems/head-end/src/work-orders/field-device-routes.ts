import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter, nothing, Problem, ref, senderOf } from '@ferraris/service'
import { WorkOrderError } from '@ferraris/work-order'
import type { Tables } from '../tables.ts'
import { fieldDeviceList, fieldDeviceParams, fieldDeviceRegistration } from './field-device-schemas.ts'
import {
  approveFieldDevice,
  listFieldDevices,
  registerFieldDevice,
  removeFieldDevice,
} from './field-devices.ts'
import { recallTicketsOf } from './tickets/recall.ts'
import type { TicketParts } from './tickets/tickets.ts'

type FieldDeviceParts = QueryContext<Tables> & Pick<TicketParts, 'network'>

export function fieldDeviceRoutes({ db, now, network }: FieldDeviceParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['work orders']
    const administrator = { config: { access: 'administrator' } } as const

    app.get('/field-devices', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Field devices', response: { 200: fieldDeviceList } },
      handler: async () => ({ items: await listFieldDevices(db) }),
    })

    app.post('/field-devices', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Register a field device',
        description: 'It is given orders once an administrator has approved it.',
        body: ref(fieldDeviceRegistration),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { name } = request.body
        const isNew = await registerFieldDevice(db, request.body, senderOf(request).name, now()).catch(
          error => {
            if (!(error instanceof WorkOrderError)) throw error
            throw invalidParameter('sealing', error.message)
          },
        )
        if (!isNew) throw new Problem('already-exists', `${name}, or another with these keys, is registered`)
        return reply.code(204).send(null)
      },
    })

    app.post('/field-devices/:name/approve', {
      ...administrator,
      schema: {
        tags,
        summary: 'Approve a field device',
        description: 'Compare its keys with those that the device itself shows.',
        params: fieldDeviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { name } = request.params
        if (!(await approveFieldDevice(db, name, senderOf(request).name, now()))) unknownFieldDevice(name)
        return reply.code(204).send(null)
      },
    })

    app.delete('/field-devices/:name', {
      ...administrator,
      schema: {
        tags,
        summary: 'Remove a field device',
        description:
          'It is given no more orders; those that it has stay valid until they end. Its tickets for concentrators are recalled.',
        params: fieldDeviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { name } = request.params
        if (!(await removeFieldDevice(db, name))) unknownFieldDevice(name)
        const recall = { by: senderOf(request).name, now: now() }
        for (const concentrator of await recallTicketsOf(db, name, recall))
          await network.tellTrust(concentrator)
        return reply.code(204).send(null)
      },
    })
  }
}

function unknownFieldDevice(name: string): never {
  throw new Problem('not-found', `there is no field device ${name}`)
}
