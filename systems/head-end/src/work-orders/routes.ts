import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter, Problem, ref, senderOf } from '@ferraris/service'
import { WorkOrderError, type WorkStep } from '@ferraris/work-order'
import { MeterProblem } from '../inventory/meter-problem.ts'
import { unknownDevice } from '../inventory/unknown-device.ts'
import {
  signingKey,
  workOrderDetail,
  workOrderFile,
  workOrderList,
  workOrderParams,
  workOrderQuery,
  workOrderRequest,
  workReceipt,
  workResults,
} from './schemas.ts'
import { validityOf } from './validity.ts'
import type { WorkOrders } from './work-orders.ts'

export interface WorkOrderRouteParts {
  readonly workOrders: WorkOrders
  readonly now: () => number
}

export function workOrderRoutes({ workOrders, now }: WorkOrderRouteParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['work orders']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/work-orders/key', {
      ...viewer,
      schema: {
        tags,
        summary: 'The key that signs work orders',
        response: { 200: ref(signingKey) },
      },
      handler: async () => ({ key: await workOrders.key() }),
    })

    app.post('/work-orders', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Issue a work order',
        description:
          'The answer is the file for the field device: signed, and with the keys of the meter, which it alone can open. An order that only reads comes without keys that write.',
        body: ref(workOrderRequest),
        response: { 201: ref(workOrderFile) },
      },
      handler: async (request, reply) => {
        const { endDevice, fieldDevice, steps } = request.body
        const { notBefore, notAfter } = validityOf(request.body, now())
        const issued = await workOrders
          .issue(
            { endDevice, fieldDevice, steps: steps as WorkStep[], notBefore, notAfter },
            senderOf(request).name,
          )
          .catch(refused('fieldDevice'))
        if (issued === 'not-approved')
          throw new MeterProblem('field-device-not-approved', 'no approved field device has these keys')
        if (issued === 'unknown') unknownDevice(endDevice)
        if (issued === 'no-keys')
          throw new MeterProblem('meter-keys-missing', `the keys of ${endDevice} are not here`)
        return reply.code(201).send(issued)
      },
    })

    app.get('/work-orders', {
      ...viewer,
      schema: { tags, summary: 'Work orders', querystring: workOrderQuery, response: { 200: workOrderList } },
      handler: async request => ({ items: await workOrders.list(request.query.limit) }),
    })

    app.get('/work-orders/:id', {
      ...viewer,
      schema: {
        tags,
        summary: 'A work order and its results',
        params: workOrderParams,
        response: { 200: ref(workOrderDetail) },
      },
      handler: async request => {
        const { id } = request.params
        return (await workOrders.byId(id)) ?? unknownOrder(id)
      },
    })

    app.post('/work-orders/:id/results', {
      config: { access: 'operator' },
      // Days of profiles in JSON.
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Hand in results of a work order',
        description: 'Signed by the field device of the order. Doing it again changes nothing.',
        params: workOrderParams,
        body: ref(workResults),
        response: { 200: ref(workReceipt) },
      },
      handler: async request => {
        const { id } = request.params
        const receipt = await workOrders
          .take(id, request.body.document, senderOf(request).name)
          .catch(refused('document'))
        return { order: id, ...(receipt ?? unknownOrder(id)) }
      },
    })
  }
}

/** What a signature or a key does not bear out is the request's fault. */
function refused(parameter: string) {
  return (error: unknown): never => {
    if (error instanceof WorkOrderError || error instanceof RangeError)
      throw invalidParameter(parameter, error.message)
    throw error
  }
}

function unknownOrder(id: string): never {
  throw new Problem('not-found', `there is no work order ${id}`)
}
