import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import { deviceParams } from '../inventory/identifiers.ts'
import { asMeterProblem } from '../on-demand/routes.ts'
import { wantAssociation, wantChange, wantRevocation } from './associate.ts'
import { listTexts, sendPrices, sendText } from './correspondence.ts'
import { customerText, pricesRequest, textQuery, textRequest } from './correspondence-schemas.ts'
import type { CustomerMail } from './customer-mail.ts'
import { addDevice, knownAssociation, listAssociations, listDevices } from './registry.ts'
import {
  association,
  associationChange,
  associationQuery,
  associationRequest,
  customerDevice,
  customerDeviceParams,
  customerDeviceQuery,
  newCustomerDevice,
  sentCounters,
  sentCountersQuery,
} from './schemas.ts'
import { listSentCounters, readSentCounters } from './sent-counters.ts'
import { tellMeter } from './tell-meters.ts'
import type { TellingParts } from './telling-parts.ts'

export interface CustomerDeviceParts extends TellingParts {
  readonly customerMail: CustomerMail
}

export function customerDeviceRoutes(parts: CustomerDeviceParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['customer-devices']
    const viewer = { config: { access: 'viewer' } } as const
    // A session with the meter takes its time; what is wanted is committed before it.
    const operator = { config: { access: 'operator', ownTransactions: true } } as const

    app.post('/customer-devices', {
      ...operator,
      schema: {
        tags,
        summary: "Make a customer's device known",
        description:
          'With the address and the initial key that its maker gives; the key is kept wrapped, and never shown.',
        body: ref(newCustomerDevice),
        response: { 201: Type.Object({ id: Type.String() }) },
      },
      handler: async (request, reply) => {
        await addDevice(parts, request.body)
        return reply.code(201).send({ id: request.body.id })
      },
    })

    app.get('/customer-devices', {
      ...viewer,
      schema: {
        tags,
        summary: "Customers' devices",
        querystring: customerDeviceQuery,
        response: { 200: page(customerDevice) },
      },
      handler: request => listDevices(parts, request.query),
    })

    app.post('/customer-devices/:id/messages', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Tell a customer something',
        description: 'By MQTT to the device; its receipts say when it was received, and read.',
        params: customerDeviceParams,
        body: ref(textRequest),
        response: { 201: ref(customerText) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await sendText(parts, request.params.id, request.body, senderOf(request).name)),
    })

    app.post('/customer-devices/:id/prices', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Tell a customer prices and when tariffs change',
        params: customerDeviceParams,
        body: ref(pricesRequest),
        response: { 201: ref(customerText) },
      },
      handler: async (request, reply) =>
        reply
          .code(201)
          .send(await sendPrices(parts, request.params.id, request.body, senderOf(request).name)),
    })

    app.get('/customer-devices/:id/messages', {
      ...viewer,
      schema: {
        tags,
        summary: 'What a customer was told, the newest first',
        params: customerDeviceParams,
        querystring: textQuery,
        response: { 200: page(customerText) },
      },
      handler: request => listTexts(parts.db, request.params.id, request.query),
    })

    app.get('/customer-associations', {
      ...viewer,
      schema: {
        tags,
        summary: 'Meters that send to a device, or did',
        querystring: associationQuery,
        response: { 200: page(association) },
      },
      handler: request => listAssociations(parts, request.query),
    })

    app.get('/end-devices/:serial/customer-device', {
      ...viewer,
      schema: {
        tags,
        summary: 'The device that a meter sends to',
        params: deviceParams,
        response: { 200: ref(association) },
      },
      handler: request => knownAssociation(parts.db, request.params.serial),
    })

    app.put('/end-devices/:serial/customer-device', {
      ...operator,
      schema: {
        tags,
        summary: "Let a meter send to a customer's device",
        description:
          'The meter gets device, keys and contract in a session at once; where it cannot be reached, it is called every five minutes until it has them.',
        params: deviceParams,
        body: ref(associationRequest),
        response: { 200: ref(association) },
      },
      handler: async request => {
        const { serial } = request.params
        await wantAssociation(parts, serial, request.body)
        return await told(parts, serial)
      },
    })

    app.patch('/end-devices/:serial/customer-device', {
      ...operator,
      schema: {
        tags,
        summary: 'Change profile, resolution, threshold or contract, or the keys',
        params: deviceParams,
        body: ref(associationChange),
        response: { 200: ref(association) },
      },
      handler: async request => {
        const { serial } = request.params
        await wantChange(parts, serial, request.body)
        return await told(parts, serial)
      },
    })

    app.delete('/end-devices/:serial/customer-device', {
      ...operator,
      schema: {
        tags,
        summary: 'Let a meter send no more',
        description: 'When the customer moves out, or wants no more. The keys in the meter are gone with it.',
        params: deviceParams,
        response: { 200: ref(association) },
      },
      handler: async request => {
        const { serial } = request.params
        await wantRevocation(parts, serial)
        return await told(parts, serial)
      },
    })

    app.post('/end-devices/:serial/sent-counters', {
      ...operator,
      schema: {
        tags,
        summary: 'Read how many messages a meter has sent',
        description: 'Over chain 1: up to 60 days, replicas apart.',
        params: deviceParams,
        response: { 200: Type.Object({ days: Type.Integer() }) },
      },
      handler: request => readSentCounters(parts, request.params.serial).catch(asMeterProblem),
    })

    app.get('/chain2/sent-counters', {
      ...viewer,
      schema: {
        tags,
        summary: 'Messages that meters have sent, by day',
        description:
          'In the order in which they were read; `changedSince` gives what has come, or changed, since then.',
        querystring: sentCountersQuery,
        response: { 200: page(sentCounters) },
      },
      handler: request => listSentCounters(parts.db, request.query) as never,
    })
  }
}

async function told(parts: TellingParts, serial: string) {
  await tellMeter(parts, serial)
  return await knownAssociation(parts.db, serial)
}
